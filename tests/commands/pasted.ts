/** The shell blocks of a document, run by bash as they stand; tools that are not here are stood in for, and their calls recorded. */
import { execFile } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { projectRoot } from '@shop/dev/project.ts'
import { withTemporaryFolder } from '@shop/dev/testing/temporary.ts'
import { z } from 'zod'

/** What is not run in earnest, and why. tool-calls.ts checks what each is given. */
export const DOUBLES: Readonly<Record<string, string>> = {
  npm: 'does in minutes what other tests show; here its script reads the line, and ends. `npm create` and `install` need the registry',
  npx: 'needs the published package; here its program reads the line, and ends',
  kubectl: 'needs a cluster: npm run proof:k8s gives the same commands to one',
  kind: 'needs a container engine',
  docker: 'needs a container engine: npm run proof:compose gives the same commands to one',
  eksctl: 'needs an account at AWS',
  aws: 'needs an account at AWS',
  helm: 'needs a cluster',
  'tests/kubernetes/cluster/cluster.sh':
    'makes a cluster of this machine, in minutes: npm run proof:k8s -- --own-cluster',
}

const Call = z.object({
  tool: z.string(),
  args: z.array(z.string()),
  input: z.string().optional(),
  cwd: z.string(),
})
export type Call = z.output<typeof Call>

/** In one shell, one block after the other. Calls `check` while the folder that the blocks ran in is there. Rejects where a line fails. */
export async function paste(blocks: readonly string[], check: (calls: readonly Call[]) => void): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const bin = path.join(folder, 'bin')
    const project = path.join(folder, 'project')
    await mkdir(bin)
    await copyOfLinks(project)
    for (const tool of Object.keys(DOUBLES)) {
      const file = tool.includes('/') ? path.join(project, tool) : path.join(bin, tool)
      await mkdir(path.dirname(file), { recursive: true })
      const double = path.join(projectRoot, 'tests/commands/double.mjs')
      await writeFile(file, `#!/bin/sh\nexec '${process.execPath}' '${double}' '${tool}' "$@"\n`)
      await chmod(file, 0o755)
    }
    const calls = path.join(folder, 'calls')
    await writeFile(calls, '')
    const env = { ...process.env, CALLS: calls, PATH: [bin, process.env['PATH']].join(path.delimiter) }
    const running = promisify(execFile)('bash', ['-eu', '-o', 'pipefail'], { cwd: project, env, timeout: 600_000 })
    running.child.stdin?.end(`${blocks.join('\n')}\nwait\n`)
    await running
    const lines = (await readFile(calls, 'utf8')).trimEnd().split('\n').filter(Boolean)
    check(lines.map((line) => Call.parse(JSON.parse(line))))
  })
}

/** What the blocks write, which may be in the project already. */
const written = ['images', 'backups.tar', 'kind.yaml', 'nats-ca.crt', 'shop-page', 'my-overlay']

/** The project's files under their names, but the one among `tests` that is stood in for. */
async function copyOfLinks(project: string): Promise<void> {
  await mkdir(project)
  const files = await readdir(projectRoot)
  for (const file of files.filter((name) => !['.git', '.data', 'tests', ...written].includes(name)))
    await symlink(path.join(projectRoot, file), path.join(project, file))
}
