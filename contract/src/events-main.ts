import { existsSync } from 'node:fs'
import { run } from '@shop/events/command-line/run.ts'
import { contract } from './catalog.ts'

if (existsSync('.env')) process.loadEnvFile('.env')
const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort()).once('SIGTERM', () => interrupted.abort())
process.stdout.on('error', () => process.exit(0)) // the reader has gone: `| head`
process.exitCode = await run(process.argv.slice(2), {
  contract,
  env: process.env,
  print: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
  signal: interrupted.signal,
  terminal: process.stdout.isTTY ? { columns: process.stdout.columns, colour: process.stdout.hasColors() } : {},
})
