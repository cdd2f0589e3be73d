/** `npm run access`: writes who may do what on NATS and MongoDB. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { projectRoot } from '../project.ts'
import { accessFiles } from './files.ts'

for (const [name, text] of accessFiles()) {
  const file = path.join(projectRoot, name)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, text)
  console.log(`wrote ${name}`)
}
