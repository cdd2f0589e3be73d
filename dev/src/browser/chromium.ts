/**
 * A Chromium for tests and pictures, from the first of these: BROWSER_PATH, the PATH, the usual folders, Playwright's own download,
 * Debian's package. What is got is kept in the cache folder.
 */
import { existsSync } from 'node:fs'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { cached, cacheFolder } from '../engines/cache.ts'
import { ownRelease, unpackPackages, whyNoDebian } from '../engines/debian.ts'
import { errorMessage, Obstacle } from '../obstacle.ts'
import { findOnPath, isProgram } from '../process/path.ts'
import { run } from '../process/run.ts'
import type { ProgressStep } from '../progress.ts'

export type Chromium = { readonly program: string; readonly env: Readonly<Record<string, string>> }

/** What each rung needs of the machine; a test replaces it. */
export type ChromiumRungs = {
  readonly given: string | undefined
  readonly findInstalled: () => string | undefined
  readonly download: (step: ProgressStep) => Promise<Chromium>
  readonly whyNoDebian: () => Promise<string | undefined>
  readonly fromDebian: (step: ProgressStep) => Promise<Chromium>
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const places = [
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

const machine: ChromiumRungs = {
  given: process.env['BROWSER_PATH'] || undefined,
  findInstalled: () => names.map(findOnPath).find(Boolean) ?? places.find(isProgram),
  download,
  whyNoDebian: async () => (await whyNoDebian()) ?? ((await ownRelease()) ? undefined : 'this is no Debian'),
  fromDebian,
}

export async function chromium(step: ProgressStep, rungs: ChromiumRungs = machine): Promise<Chromium> {
  if (rungs.given !== undefined) {
    if (isProgram(rungs.given)) return { program: rungs.given, env: {} }
    throw new Obstacle(`BROWSER_PATH: there is no program at ${rungs.given}. Correct it, or leave it unset.`)
  }
  const installed = rungs.findInstalled()
  if (installed !== undefined) return { program: installed, env: {} }
  try {
    return await rungs.download(step)
  } catch (error) {
    const why = (await rungs.whyNoDebian()) ?? undefined
    if (why === undefined) return rungs.fromDebian(step)
    throw new Obstacle(
      `No browser: none is installed, Playwright's cannot be downloaded (${errorMessage(error).slice(0, 120)}), and ${why}. ` +
        'Set BROWSER_PATH to a Chromium or Chrome.',
    )
  }
}

/** Playwright's own browsers lie below a folder of their revision. */
async function download(step: ProgressStep): Promise<Chromium> {
  const debian = path.join(cacheFolder(), DEBIANS)
  if (existsSync(debian)) throw new Error('Debian’s was taken before')
  const folder = await cached('chromium-playwright', async (root) => {
    const cli = path.join(
      path.dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')),
      'cli.js',
    )
    const env = { PLAYWRIGHT_BROWSERS_PATH: root }
    await step("Chromium: Playwright's download", () =>
      run({ file: process.execPath, args: [cli, 'install', 'chromium-headless-shell'], env }),
    )
    if (!(await programBelow(root))) throw new Error('it brought no program')
  })
  const program = await programBelow(folder)
  if (program === undefined) throw new Error('it brought no program')
  return { program, env: {} }
}

async function programBelow(folder: string): Promise<string | undefined> {
  const files = await readdir(folder, { recursive: true })
  return files
    .map((file) => path.join(folder, file))
    .find((file) => /[/\\](chrome-headless-shell|headless_shell)(\.exe)?$/.test(file) && isProgram(file))
}

const DEBIANS = 'chromium-debian'
const libraries = 'usr/lib/x86_64-linux-gnu'
/** These must be the machine's own, as its loader is. */
const ofLibc = /^(ld-linux|lib(c|m|dl|rt|pthread|resolv|util|anl|nsl|mvec|thread_db|BrokenLocale))[-.]/

async function fromDebian(step: ProgressStep): Promise<Chromium> {
  const folder = await cached(DEBIANS, async (root) => {
    await unpackPackages(root, ['chromium', 'fonts-nanum', 'fonts-dejavu-core'], step, await ownRelease())
    const from = path.join(root, libraries)
    for (const name of await readdir(from)) if (ofLibc.test(name)) await rm(path.join(from, name))
  })
  const fonts = path.join(folder, 'fonts.conf')
  const config = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}/usr/share/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>\n`
  await writeFile(fonts, config)
  return {
    program: path.join(folder, 'usr/lib/chromium/chromium'),
    env: {
      LD_LIBRARY_PATH: [libraries, `${libraries}/pulseaudio`].map((each) => path.join(folder, each)).join(':'),
      FONTCONFIG_FILE: fonts,
    },
  }
}
