/**
 * Stands in for a tool that needs a cluster, an engine, an account or a registry: `double.mjs TOOL ARGUMENTS...`. Appends its call as a line of
 * JSON to the file CALLS, and prints as much as the lines of the documents go on with.
 */
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const [tool, ...args] = process.argv.slice(2)
const line = [tool, ...args].join(' ')
const isPiped = / -f -$| --password-stdin /.test(line)
const input = isPiped ? readFileSync(0, 'utf8') : undefined
appendFileSync(process.env.CALLS, `${JSON.stringify({ tool, args, input, cwd: process.cwd() })}\n`)

const archive = args.indexOf('--archive') + 1
if (line.includes('k8s:secrets')) console.log('kind: List')
if (line.startsWith('npm create')) mkdirSync(args[args.indexOf('--') - 1])
if (archive > 0) {
  mkdirSync(args[archive])
  writeFileSync(`${args[archive]}/image.tar`, '')
}
if (/^kubectl .*jsonpath/.test(line)) console.log(Buffer.from('of the Secret').toString('base64'))
if (line.includes('--from=cronjob/restore')) console.log(readFileSync('k8s/components/backup/backup.yaml', 'utf8'))
if (line.startsWith('aws sts')) console.log('123456789012')
if (line.endsWith('cluster.sh beside bash')) process.exit(spawnSync('bash', { stdio: 'inherit' }).status)
