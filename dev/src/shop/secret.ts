import path from 'node:path'
import { secretIn } from '../engines/login.ts'

/** The secret this shop's tokens are signed with. */
export const jwtSecret = (dataDir: string): Promise<string> => secretIn(path.join(dataDir, 'jwt-secret'))
