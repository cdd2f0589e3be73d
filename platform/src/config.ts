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

/** Every setting that is wrong, one line each, told together. */
export class ConfigError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(['The settings are not right:', ...problems.map((problem) => `  ${problem}`)].join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the variables that `schema` names from `env`. An empty variable counts as none, as compose files write them.
 * Throws a ConfigError that names every wrong variable with its value and what was expected.
 */
export function readConfig<Schema extends z.ZodObject>(schema: Schema, env: Environment): z.output<Schema> {
  const given = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, env[name] || undefined]))
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const issues = [...result.error.issues, ...issuesOfTheRest(schema, given, result.error.issues)]
  throw new ConfigError([...new Set(issues.map((issue) => problem(schema, given, issue)))])
}

/**
 * Rules between settings are not looked at where a setting is wrong by itself: look again without those. The path of such a
 * rule's issue names all the settings that it is about, the one to be told first.
 */
function issuesOfTheRest(schema: z.ZodObject, given: Environment, issues: readonly z.core.$ZodIssue[]) {
  const wrong = new Set<PropertyKey>(issues.flatMap(({ path }) => path))
  const rest = Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name)))
  return schema.safeParse(rest).error?.issues.filter(({ path }) => !path.some((name) => wrong.has(name))) ?? []
}

function problem(schema: z.ZodObject, given: Environment, issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0] ?? '')
  const setting = schema.shape[name]
  const about = setting instanceof z.ZodType ? setting.meta() : undefined
  const expected = issue.code === 'custom' ? issue.message : `expected ${about?.expected ?? issue.message}`
  return `${name}: ${shown(given[name], about?.secret ?? false)}; ${expected}`
}

function shown(value: string | undefined, secret: boolean): string {
  if (value === undefined) return 'is not set'
  return secret ? 'has a value that is not shown' : `is ${JSON.stringify(value.slice(0, 200))}`
}
