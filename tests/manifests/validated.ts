/** Resources against the schemas of Kubernetes' versions, and of those who add resources. `node tests/manifests/main.ts` writes them. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv } from 'ajv'
import { z } from 'zod'
import { titleOf, type Resource } from './resource.ts'

const folder = path.join(import.meta.dirname, 'schemas')
const others = 'others.json'
const File = z.object({ from: z.string(), definitions: z.record(z.string(), z.unknown()) })

export const versions = readdirSync(folder).filter((name) => name !== others)

/** Patterns are Go's, which may begin with "(?i)": JavaScript has a flag for that. */
const goPattern = Object.assign(
  (pattern: string, flags: string) =>
    pattern.includes('(?i)') ? new RegExp(pattern.replace('(?i)', ''), `${flags}i`) : new RegExp(pattern, flags),
  { code: 'new RegExp' },
)

/** Reports what a server of this version would refuse, or drop silently. */
export function validator(version: string): (resources: readonly Resource[]) => string[] {
  const files = [version, others].map((name) => File.parse(JSON.parse(readFileSync(path.join(folder, name), 'utf8'))))
  const definitions = Object.assign({}, ...files.map((file) => file.definitions))
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, code: { regExp: goPattern } })
  ajv.addSchema({ $id: 'all', definitions })
  return (resources) =>
    resources.flatMap((resource) => {
      const title = `${resource.apiVersion} ${resource.kind}`
      if (!(title in definitions)) return [`${titleOf(resource)}: ${title} is not among the schemas`]
      const validate = ajv.getSchema(`all#/definitions/${encodeURIComponent(title.replaceAll('/', '~1'))}`)
      if (!validate) throw new Error(`no schema of ${title}`)
      if (validate(resource.raw)) return []
      return (validate.errors ?? []).map(
        ({ instancePath, message, params }) =>
          `${titleOf(resource)}${instancePath}: ${message} ${JSON.stringify(params)}`,
      )
    })
}
