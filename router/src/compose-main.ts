import { composeFile } from './supergraph/compose-file.ts'

process.exitCode = await composeFile(process.argv.slice(2), process.cwd())
