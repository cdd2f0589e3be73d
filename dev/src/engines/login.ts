/** What lets the shop, and nobody else on this machine, into an engine that it starts: a random password, in a file of its owner's alone. */
import { randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { errorCode } from '../obstacle.ts'

/** The secret in this file, which is made where it is missing. */
export async function secretIn(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    const secret = randomBytes(32).toString('base64url')
    await writeFile(`${file}.new`, secret, { mode: 0o600 })
    await rename(`${file}.new`, file)
    return secret
  }
}
