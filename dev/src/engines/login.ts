/** The login of the shop at an engine that it starts, so that no other user of this machine has access: a random password, in a file that only its owner may read. */
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
