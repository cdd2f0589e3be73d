/** Runs TypeScript under the project's own Node, and ends as that ends. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from './project.mjs'

const node = path.join(projectRoot, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** `began`: when the command was started (milliseconds since 1970), for reports of its duration. */
export async function handOver(args, began) {
  if (!existsSync(node)) {
    console.error(`${node} is missing: remove the folder node_modules, and run this again.`)
    process.exitCode = 1
    return
  }
  const env = {
    NODE_COMPILE_CACHE: path.join(projectRoot, 'node_modules', '.cache', 'node'), // halves what a second start costs
    ...process.env,
    SHOP_BEGAN_AT: String(began),
  }
  const child = spawn(node, args, { cwd: projectRoot, stdio: 'inherit', env })
  // A Ctrl-C reaches the child from the terminal as well; it knows that two at once are one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  if (process.env.npm_lifecycle_event !== undefined) whenOrphaned(() => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
  child.on('error', (error) => {
    console.error(`${node}: ${error.message}`)
    process.exitCode = 1
  })
}

const lookEveryMs = 250

/** npm runs a shell that runs this. On SIGTERM npm ends the shell, and the shell does not forward the signal. */
function whenOrphaned(act) {
  const parent = process.ppid
  const look = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(look)
    act()
  }, lookEveryMs)
  look.unref()
}
