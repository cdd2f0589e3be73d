import { readFileSync } from 'node:fs'
import { types } from 'node:util'
import { z } from 'zod'

/** What a setting says of itself; put it last on a schema: `z.string().meta({ expected: 'a host name' })`. */
declare module 'zod' {
  interface GlobalMeta {
    /** What a good value looks like, as it stands in error messages and in .env.example. */
    expected?: string
    /** A secret's value is never shown, not even a wrong one. */
    secret?: boolean
  }
}

/** All settings that are wrong, one line each. */
export class ConfigError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(['The settings are not right:', ...problems.map((problem) => `  ${problem}`)].join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

export type Environment = Readonly<Record<string, string | undefined>>

/** The variable that names a file with this secret in it, as container engines mount them. */
export const fileVariable = (secret: string): string => `${secret}_FILE`

/**
 * Reads the variables that `schema` names from `env`. An empty variable counts as none, as compose files write them. A secret may
 * stand in a file instead, which NAME_FILE names. Throws a ConfigError that names every wrong variable with its value and what
 * was expected.
 *
 * @example
 * const settings = z.object({ PORT: z.coerce.number().int().default(4000).meta({ expected: 'a port' }) })
 * const { PORT } = readConfig(settings, process.env)
 * // throws, where it is abc: PORT: is "abc"; expected a port
 */
export function readConfig<Schema extends z.ZodObject>(schema: Schema, env: Environment): z.output<Schema> {
  const fromFiles = secretFiles(schema, env)
  const given = Object.fromEntries(
    Object.keys(schema.shape).map((name) => [name, env[name] || fromFiles.secrets[name] || undefined]),
  )
  const result = schema.safeParse(given)
  const issues = result.success
    ? []
    : [...result.error.issues, ...issuesWithoutWrong(schema, given, result.error.issues)]
  const ofSettings = issues
    .filter(({ path }) => !path.some((name) => fromFiles.failed.has(name)))
    .map((issue) => problem(schema, given, issue))
  const problems = [...new Set([...fromFiles.problems, ...ofSettings])]
  if (result.success && problems.length === 0) return result.data
  throw new ConfigError(problems)
}

/** The secrets of the files that NAME_FILE variables name, without the line's end that editors leave there. */
function secretFiles(schema: z.ZodObject, env: Environment) {
  const secrets: Record<string, string> = {}
  const [problems, failed]: [string[], Set<PropertyKey>] = [[], new Set()]
  for (const name of Object.keys(schema.shape).filter((each) => aboutOf(schema, each)?.secret)) {
    const variable = fileVariable(name)
    const file = env[variable]
    if (!file) continue
    try {
      secrets[name] = readFileSync(file, 'utf8').replace(/\r?\n$/, '')
      if (env[name]) problems.push(`${variable}: ${name} is set too; expected one of the two`)
      else if (secrets[name] === '') problems.push(`${variable}: ${JSON.stringify(file)} is empty`)
      else continue
    } catch (error) {
      problems.push(`${variable}: ${JSON.stringify(file)} cannot be read (${codeOf(error)})`)
    }
    failed.add(name)
  }
  return { secrets, problems, failed }
}

const codeOf = (error: unknown): string =>
  types.isNativeError(error) && 'code' in error ? String(error.code) : String(error)

/**
 * Rules between settings are not looked at where a setting is wrong by itself: look again without those. The path of such a
 * rule's issue names all the settings that it is about; the first is the one to name.
 */
function issuesWithoutWrong(schema: z.ZodObject, given: Environment, issues: readonly z.core.$ZodIssue[]) {
  const wrong = new Set<PropertyKey>(issues.flatMap(({ path }) => path))
  const remaining = Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name)))
  return schema.safeParse(remaining).error?.issues.filter(({ path }) => !path.some((name) => wrong.has(name))) ?? []
}

function problem(schema: z.ZodObject, given: Environment, issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0] ?? '')
  const about = aboutOf(schema, name)
  const expected = issue.code === 'custom' ? issue.message : `expected ${about?.expected ?? issue.message}`
  return `${name}: ${shown(given[name], about?.secret ?? false)}; ${expected}`
}

function aboutOf(schema: z.ZodObject, name: string): z.GlobalMeta | undefined {
  const setting = schema.shape[name]
  return setting instanceof z.ZodType ? setting.meta() : undefined
}

function shown(value: string | undefined, secret: boolean): string {
  if (value === undefined) return 'is not set'
  return secret ? 'has a value that is not shown' : `is ${JSON.stringify(value.slice(0, 200))}`
}
