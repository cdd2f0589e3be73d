/** What Debian's package client takes for us, out of a repository with one package; the key that has signed it was thrown away. */

import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { silent } from '../progress.ts'
import { unpackPackages, whyNoDebian } from './debian.ts'

const describeWithApt = (await whyNoDebian()) === undefined ? describe : describe.skip
const list = 'dists/forky/main/binary-amd64/Packages'

let repository: string
beforeEach(async () => {
  repository = await mkdtemp(path.join(tmpdir(), 'debian-'))
  await cp(path.join(import.meta.dirname, 'debian-repository'), repository, { recursive: true })
  await mkdir(path.join(repository, 'pool'))
  await mkdir(path.join(repository, 'target'))
})
afterEach(() => rm(repository, { recursive: true }))

async function unpackWith(file: string, content: string): Promise<void> {
  await writeFile(path.join(repository, file), content)
  const source = { mirror: `copy:${repository}`, keyring: path.join(repository, 'keyring.asc') }
  await unpackPackages(path.join(repository, 'target'), ['server'], silent, {
    release: 'forky',
    without: [],
    ...source,
  })
}

const taken = () => existsSync(path.join(repository, 'target/apt/var/cache/apt/archives/server_1.0_amd64.deb'))

describeWithApt("Debian's package client", () => {
  test('a package that is the one of the signed list is taken', async () => {
    await expect(unpackWith('pool/server.deb', 'the server meant')).rejects.toThrow('tar: ') // it has nothing in it
    expect(taken()).toBe(true)
  })

  test('one with another SHA256 is refused', async () => {
    await expect(unpackWith('pool/server.deb', 'another of its 1')).rejects.toThrow(/server\.deb .*Hash Sum mismatch/)
    expect(taken()).toBe(false)
  })

  test('a list that has changed since it was signed is refused', async () => {
    await expect(unpackWith(list, 'Package: server\n')).rejects.toThrow(
      /Packages .*(Hash Sum mismatch|unexpected size)/,
    )
  })
})
