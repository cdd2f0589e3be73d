/** What an image must not have, and how it must run. */
import type { ContainerEngine } from './engine.ts'

const shells = /(^|\/)(sh|bash|dash|ash|busybox)$/
const managers = /(^|\/)(npm|npx|pnpm|yarn|corepack|apt|apt-get|dpkg|apk|rpm)$/
const development =
  /node_modules\/\.pnpm\/(typescript|jest|prettier|oxlint|esbuild|graphiql|react|monaco-editor|@swc\+core)@/

/** What is wrong; nothing where all is well. */
export async function scan(engine: ContainerEngine, image: string): Promise<string[]> {
  const user = await engine.engine('inspect', '--format', '{{.Config.User}}', image)
  const files = (await engine.files(image)).map((line) => {
    const [mode = '', , , , , ...name] = line.split(/\s+/)
    return { mode, name: name.join(' ').replace(/ -> .*/, '') }
  })
  const found = (what: string, wrong: typeof files): string[] =>
    wrong.length > 0
      ? [
          `${what}: ${wrong
            .slice(0, 3)
            .map(({ name }) => name)
            .join(', ')}`,
        ]
      : []
  return [
    ...(/^[1-9]/.test(user) ? [] : [`runs as ${user || 'root'}`]),
    ...found(
      'setuid or setgid',
      files.filter(({ mode }) => /s/i.test(mode.slice(1))),
    ),
    ...found(
      'a shell',
      files.filter(({ name }) => shells.test(name)),
    ),
    ...found(
      'a package manager',
      files.filter(({ name }) => managers.test(name)),
    ),
    ...found(
      'development dependencies',
      files.filter(({ name }) => development.test(name)),
    ),
    ...found(
      'tests of this project',
      files.filter(({ name }) => name.endsWith('.test.ts') && !name.includes('node_modules')),
    ),
    ...(await locked(engine, image)),
  ]
}

/** Whether it runs where it may write nothing and is allowed nothing. */
async function locked(engine: ContainerEngine, image: string): Promise<string[]> {
  const strict = ['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--network', 'none']
  const script = 'console.log(process.getuid() > 0 && process.env.NODE_ENV)'
  const said = await engine
    .engine('run', '--rm', '--memory', '128m', ...strict, image, '--eval', script)
    .catch((error: unknown) => String(error))
  return said === 'production' ? [] : [`does not run locked down: ${said}`]
}
