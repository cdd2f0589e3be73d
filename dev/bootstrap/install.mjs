/** Dependencies: installed where the lockfile has changed since the last time, else left alone (npx alone takes a minute offline). */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from './project.mjs'

const stampFile = path.join(projectRoot, 'node_modules', '.installed')
const decides = ['pnpm-lock.yaml', 'pnpm-workspace.yaml']

/** Whether the dependencies are there now; where not, it has said why. */
export async function install() {
  const stamp = stampOf(projectRoot)
  const [installed, lastSeconds] = readOrNothing(stampFile)?.split('\n') ?? []
  if (installed === stamp) return true
  const pnpm = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')).packageManager
  const began = Date.now()
  const seconds = () => `${((Date.now() - began) / 1000).toFixed(1)} s`
  console.log(
    `Installing dependencies with ${pnpm} (${lastSeconds ? `${lastSeconds} last time` : 'once; a minute or two'}) ...`,
  )
  rmSync(stampFile, { force: true })
  const args = ['--yes', pnpm, 'install', '--frozen-lockfile', '--prefer-offline', '--prod=false']
  const code = await runQuietly('npx', args, () => console.log(`Installing dependencies: ${seconds()}`))
  if (code !== 0) {
    console.error(
      'The dependencies could not be installed: see above. Needed: a reachable npm registry, and 1 GB free on this disk; after a change of a package.json, npx pnpm install, which brings pnpm-lock.yaml up to date.',
    )
    process.exitCode = 1
    return false
  }
  writeFileSync(stampFile, `${stamp}\n${seconds()}`)
  console.log(`Installing dependencies: done in ${seconds()}`)
  return true
}

/** Changes whenever another installation is needed: other dependencies, another package, another machine or another Node underneath. */
export function stampOf(root) {
  const hash = createHash('sha256').update([process.platform, process.arch].join())
  for (const file of decides) hash.update(readFileSync(path.join(root, file)))
  for (const folder of packagesIn(root)) hash.update(`${folder}\n${linksOf(path.join(root, folder))}\n`)
  return hash.digest('hex')
}

/** The folders of the workspace that have a package.json, as pnpm-workspace.yaml lists them: by name, or `name/*`. */
function packagesIn(root) {
  const [, list = ''] =
    /^packages:\n((?: .*\n)*)/m.exec(readFileSync(path.join(root, 'pnpm-workspace.yaml'), 'utf8')) ?? []
  const folders = [...list.matchAll(/^ +- ([^\s#]+)/gm)].flatMap(([, name]) => {
    if (!name.endsWith('/*')) return [name]
    const parent = name.slice(0, -2)
    return namesIn(path.join(root, parent)).map((child) => `${parent}/${child}`)
  })
  return folders.filter((folder) => existsSync(path.join(root, folder, 'package.json')))
}

/** What decides what a package is linked to, and which others find it. */
function linksOf(folder) {
  const { name, dependencies, devDependencies, peerDependencies } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  )
  return JSON.stringify({ name, dependencies, devDependencies, peerDependencies })
}

function namesIn(folder) {
  return existsSync(folder) ? readdirSync(folder).toSorted() : []
}

/**
 * Its exit code. What it prints is shown only where it fails; meanwhile `waiting` is called every five seconds.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {() => void} waiting
 */
export async function runQuietly(command, args, waiting) {
  const windows = process.platform === 'win32' // npx is a script there
  const env = { ...process.env, NODE_ENV: 'development', CI: process.env.CI ?? 'true' } // CI: pnpm does not prompt
  const child = spawn(command, args, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'], shell: windows, env })
  const printed = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => printed.push(chunk))
  const stop = () => child.kill('SIGTERM')
  process.once('SIGTERM', stop)
  const timer = setInterval(waiting, 5_000)
  try {
    const [code] = await once(child, 'close')
    if (code !== 0) process.stderr.write(Buffer.concat(printed))
    return code
  } catch (error) {
    console.error(`${command}: ${error.message}`)
    return 1
  } finally {
    clearInterval(timer)
    process.off('SIGTERM', stop)
  }
}

function readOrNothing(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
