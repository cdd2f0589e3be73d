/**
 * Programs out of Debian's packages without installing anything: apt resolves and fetches into a state folder of its own (so no root is
 * needed), and takes none whose SHA256 is not the one in the release's package list, which Debian's keys have signed; dpkg-deb unpacks, and a launcher runs the program with the libraries that came with it (so the machine's own may be older).
 */
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findOnPath } from '../process/path.ts'
import { output, run } from '../process/run.ts'
import type { ProgressStep } from '../progress.ts'

/** `without`: folders of /usr/share that are not needed. By default it is the machine's own mirror, signed with Debian's keys. */
type PackageSource = {
  readonly release: string
  readonly without: readonly string[]
  readonly mirror?: string
  readonly keyring?: string
}
const noDocuments = ['doc', 'man', 'locale', 'info', 'perl', 'perl5', 'i18n']
/** Engines come from the first release with PostgreSQL's DocumentDB extension. */
const forEngines: PackageSource = { release: 'forky', without: [...noDocuments, 'fonts'] }
const debianKeyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

/** Why this machine cannot take programs from Debian; undefined where it can. */
export async function whyNoDebian(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `this is ${process.platform} ${process.arch}, not Linux x64`
  const missing = ['apt-get', 'dpkg-deb', 'tar'].filter((name) => !findOnPath(name))
  if (missing.length > 0) return `${missing.join(', ')} is missing (Debian's package client)`
  if (!existsSync(debianKeyring)) return `Debian's keys (${debianKeyring}) are missing`
  if (!(await machinesMirror())) return "the machine's package sources name no Debian mirror"
  return undefined
}

/** The machine's own release, whose programs get on with the machine's libc. Its fonts are taken along. */
export async function ownRelease(): Promise<PackageSource | undefined> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '')
  const release = /^ID=debian$/m.test(text) ? /^VERSION_CODENAME=(\w+)$/m.exec(text)?.[1] : undefined
  return release === undefined ? undefined : { release, without: noDocuments }
}

/** Unpacks the packages, with all they depend on, into `folder`. */
export async function unpackPackages(
  folder: string,
  packages: readonly string[],
  step: ProgressStep,
  source: PackageSource = forEngines,
): Promise<void> {
  const apt = path.join(folder, 'apt')
  const env = { APT_CONFIG: await writeAptState(apt, source) }
  const name = packages[0] ?? ''
  await step(`${name}: reading Debian's package list`, () => aptGet(['update', '-q'], env))
  await step(`${name}: downloading packages`, async (far) => {
    const args = ['install', '--download-only', '--yes', '-q', ...packages]
    await aptGet(args, env, counter(/^Get:(\d+)/, /(\d+) newly installed/, far))
  })
  const archives = path.join(apt, 'var/cache/apt/archives')
  const debs = (await readdir(archives))
    .filter((file) => file.endsWith('.deb'))
    .map((file) => path.join(archives, file))
  await step(`${name}: unpacking`, async (far) => {
    let unpacked = 0
    const half = Math.ceil(debs.length / 2)
    const one = (): void => far(`${++unpacked} of ${debs.length} packages`)
    await Promise.all([debs.slice(0, half), debs.slice(half)].map((some) => unpack(some, folder, source.without, one)))
  })
  await rm(apt, { recursive: true })
}

/** Rejects with the first thing that was wrong, as that a file is not the one of the list. The last, that something was, says less. */
async function aptGet(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  take: (line: string) => void = () => undefined,
): Promise<void> {
  let wrong: string | undefined
  try {
    await run({ file: 'apt-get', args, env }, (line) => {
      wrong ??= /^E: (.*)/.exec(line)?.[1]
      take(line)
    })
  } catch (cause) {
    throw wrong === undefined ? cause : new Error(`apt-get: ${wrong}`, { cause })
  }
}

/** Replaces an unpacked program by a launcher. It finds its libraries relative to itself, so the folder may be moved. */
export async function addLauncher(folder: string, program: string): Promise<void> {
  const file = path.join(folder, program)
  const up = path.relative(path.dirname(program), '.')
  await rename(file, `${file}.elf`)
  const libraries = ['usr/lib/x86_64-linux-gnu', 'usr/lib/postgresql/18/lib']
    .map((library) => `$root/${library}`)
    .join(':')
  const launcher = [
    '#!/bin/sh',
    'case $0 in */*) here=${0%/*} ;; *) here=. ;; esac',
    `root=$(cd "$here/${up}" && pwd)`,
    `program=$root/${program}`,
    `exec "$root/usr/lib64/ld-linux-x86-64.so.2" --library-path "${libraries}" --argv0 "$program" "$program.elf" "$@"`,
    '',
  ]
  await writeFile(file, launcher.join('\n'))
  await chmod(file, 0o755)
}

async function unpack(
  debs: readonly string[],
  folder: string,
  without: readonly string[],
  one: () => void,
): Promise<void> {
  const dead = without.map((name) => `--exclude=./usr/share/${name}/*`)
  const script = `for deb; do dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$0" --no-same-owner --keep-directory-symlink ${dead.join(' ')} || exit 1; echo; done`
  await run({ file: 'sh', args: ['-c', script, folder, ...debs] }, one)
}

/** An apt that knows nothing but the release we take from; returns its configuration file. */
async function writeAptState(
  apt: string,
  { release, mirror, keyring = debianKeyring }: PackageSource,
): Promise<string> {
  for (const folder of [
    'etc/apt/preferences.d',
    'etc/apt/apt.conf.d',
    'var/lib/apt/lists/partial',
    'var/cache/apt/archives/partial',
    'var/lib/dpkg',
  ]) {
    await mkdir(path.join(apt, folder), { recursive: true })
  }
  await writeFile(path.join(apt, 'var/lib/dpkg/status'), '')
  await writeFile(
    path.join(apt, 'etc/apt/sources.list'),
    `deb [signed-by=${keyring}] ${mirror ?? (await machinesMirror())} ${release} main\n`,
  )
  const proxies = (await output({ file: 'apt-config', args: ['dump'] }))
    .split('\n')
    .filter((line) => /^Acquire::https?:/.test(line))
  const settings = [
    `Dir "${apt}";`,
    `Dir::State::status "${apt}/var/lib/dpkg/status";`,
    'APT::Architecture "amd64";',
    'APT::Architectures { "amd64"; };',
    'APT::Install-Recommends "false";',
    'APT::Sandbox::User "root";', // apt's own user could not enter the user's cache
    'Acquire::Languages "none";',
    'Acquire::Check-Valid-Until "false";',
    ...proxies,
  ]
  const file = path.join(apt, 'apt.conf')
  await writeFile(file, settings.join('\n') + '\n')
  return file
}

/** The Debian mirror that the machine's own package sources name, in either of their two formats. */
async function machinesMirror(): Promise<string | undefined> {
  const etc = '/etc/apt'
  const more = await readdir(`${etc}/sources.list.d`).catch(() => [])
  const files = [`${etc}/sources.list`, ...more.map((name) => `${etc}/sources.list.d/${name}`)]
  const contents = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')))
  const active = contents.join('\n').replaceAll(/^\s*#.*$/gm, '')
  return /\bhttps?:\/\/\S+\/debian\/?(?=\s|$)/.exec(active)?.[0]
}

function counter(each: RegExp, all: RegExp, far: (text: string) => void): (line: string) => void {
  let total = '?'
  return (line) => {
    total = all.exec(line)?.[1] ?? total
    const count = each.exec(line)?.[1]
    if (count) far(`${count} of ${total} packages`)
  }
}
