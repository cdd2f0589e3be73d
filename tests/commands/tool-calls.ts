/** What is wrong with a call of a tool that was stood in for: options that it does not have, files and resources that there are not. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import type { Call } from './pasted.ts'

/** Subcommands, each with its arguments: a word as it is, `<kind>` for what is looked up, `...` for any number of them. */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  kubectl: [
    'apply -f <file-or-input>',
    'apply -k <kustomization>',
    'create job --from=<cronjob> <new-job>',
    'create job <new-job> --from=<cronjob> --dry-run=client -o yaml',
    'create secret generic <secret> <literals>...',
    'get ingress <ingress>',
    'get jobs',
    'get pods -l <labels>',
    'get secret <secret> -o <jsonpath>',
    'logs -f <job>',
    'port-forward <service> <port>',
    'scale deployment --all --replicas=0',
    'scale deployment --all --replicas=2',
    'wait --for=condition=Available deployment --all <timeout>',
    'wait --for=delete pod -l <labels> <timeout>',
  ],
  kind: ['create cluster --name <name> --config <file>', 'load docker-image <image> --name <name>'],
  docker: [
    'build -f <file> -t <image> .',
    'buildx build --platform <platform> -f <file> -t <image> --push .',
    'compose <compose-options>... up <up-options>...',
    'compose run <run-options>...',
    'compose down',
    'volume rm <volume>...',
    'login --username AWS --password-stdin <registry>',
  ],
  eksctl: [
    'create cluster --name <name> --version <version> --nodes <number> --node-type <name> --zones <zones> --with-oidc',
    'create addon --cluster <name> --name <name> --configuration-values <json> --force',
    'create addon --cluster <name> --name <name>',
    'create podidentityassociation --cluster <name> --namespace <name> --service-account-name <name> --well-known-policies <name>',
  ],
  helm: [
    'repo add <name> <url>',
    'install <name> <chart> -n <name> --create-namespace --set <assignment>',
    'install <name> <chart> -n <name> --set <assignment>',
  ],
  aws: [
    'ecr create-repository --repository-name <name>',
    'ecr get-login-password',
    'sts get-caller-identity --query Account --output text',
  ],
  'tests/kubernetes/cluster/cluster.sh': ['build', 'up', 'down', 'load <file>...', 'beside bash'],
}

const Named = z.object({ kind: z.string(), metadata: z.object({ name: z.string() }) })
const resources = new Set(
  globSync('k8s/**/*.yaml', { cwd: projectRoot }).flatMap((file) =>
    parseAllDocuments(read(file)).flatMap((document) => {
      const named = Named.safeParse(document.toJS())
      return named.success ? [`${named.data.kind}/${named.data.metadata.name}`] : []
    }),
  ),
)
const inKubernetes = globSync('k8s/**/*.{yaml,conf}', { cwd: projectRoot }).map(read).join('\n')
const composeFile = read('docker-compose.yml')
const manifest = z.object({ devDependencies: z.record(z.string(), z.string()) })
const { devDependencies } = manifest.parse(JSON.parse(read('package.json')))

/** Of all calls of one document, in their order: undefined where a call is right. */
export function wrongCalls(calls: readonly Call[]): readonly string[] {
  return calls.flatMap((call, nth) => {
    const wrong = whatIsWrong(call, calls.slice(0, nth))
    return wrong === undefined ? [] : [`${call.tool} ${call.args.join(' ')}: ${wrong}`]
  })
}

function whatIsWrong(call: Call, before: readonly Call[]): string | undefined {
  if (call.tool === 'npm' && call.args[0] === 'create') return undefined
  if (call.tool === 'npm' && call.args[0] === 'install') {
    const unknown = call.args.slice(1).filter((name) => devDependencies[name] === undefined)
    return unknown.length === 0 ? undefined : `the tests do not use ${unknown.join()}`
  }
  if (call.tool === 'npm' || call.tool === 'npx') return undefined // their own readers say: see pasted.test.ts
  const args = call.tool === 'kubectl' ? withoutNamespace(call.args) : call.args
  if (args === undefined) return 'its namespace is not that of k8s/base'
  const reasons = (FORMS[call.tool] ?? []).map((form) => mismatch(form.split(' '), args, call, before))
  if (reasons.length === 0 || reasons.includes(undefined)) return undefined
  return [...new Set(reasons)].toSorted((a = '', b = '') => b.length - a.length)[0]
}

function withoutNamespace(args: readonly string[]): readonly string[] | undefined {
  if (args[0] !== '-n') return args[0] === 'apply' ? args : undefined // what is applied has its namespace itself
  return resources.has(`Namespace/${args[1]}`) ? args.slice(2) : undefined
}

function mismatch(
  [word, ...form]: readonly string[],
  [arg, ...args]: readonly string[],
  call: Call,
  before: readonly Call[],
): string | undefined {
  if (word === undefined) return arg === undefined ? undefined : `unknown: ${arg}`
  const {
    kind,
    prefix = '',
    isRepeated,
  } = /^(?<prefix>.*)<(?<kind>.+)>(?<isRepeated>(?:\.\.\.)?)$/.exec(word)?.groups ?? {}
  if (isRepeated && (arg === undefined || arg === form[0]))
    return mismatch(form, arg === undefined ? [] : [arg, ...args], call, before)
  if (arg === undefined) return `${word} is missing`
  if (kind === undefined) return word === arg ? mismatch(form, args, call, before) : `unknown: ${arg}`
  if (!arg.startsWith(prefix)) return `unknown: ${arg}`
  const [value, taken] = [
    arg.slice(prefix.length),
    isRepeated && /^--(file|env-file|profile)$/.test(arg) ? args[0] : undefined,
  ]
  if (!isRight(kind, taken === undefined ? value : `${value} ${taken}`, call, before))
    return `${kind}: ${taken ?? value}`
  return mismatch(isRepeated ? [word, ...form] : form, taken === undefined ? args : args.slice(1), call, before)
}

function isRight(kind: string, value: string, { cwd, input, args }: Call, before: readonly Call[]): boolean {
  const exists = (file: string): boolean => file !== '' && existsSync(path.resolve(cwd, file))
  const [option = '', given = ''] = value.split(' ')
  switch (kind) {
    case 'file':
      return exists(value)
    case 'file-or-input':
      return value === '-' ? /^ *kind: \w+/m.test(input ?? '') && !input?.includes('FOLDER') : exists(value)
    case 'kustomization':
      return value === 'my-overlay' || exists(path.join(value, 'kustomization.yaml')) // the reader's own
    case 'compose-options':
      return option === '--profile'
        ? composeFile.includes(`profiles: [${given}]`)
        : /^--(env-)?file$/.test(option) && exists(given)
    case 'up-options':
      return (
        ['--build', '--wait', '--no-build', '--detach', '--force-recreate'].includes(value) || isComposeService(value)
      )
    case 'run-options':
      if (value.endsWith('.ts')) return existsSync(path.join(projectRoot, value))
      return value === '--rm' ? args.some(isComposeService) : true // what stands behind the service is its program's
    case 'volume':
      return new RegExp(`^  ${value.replace('membership-shop_', '')}:`, 'm').test(composeFile)
    case 'cronjob':
      return resources.has(`CronJob/${value.replace('cronjob/', '')}`)
    case 'new-job':
      return /^[a-z][a-z0-9-]*$/.test(value)
    case 'job':
      return before.some((call) => call.args.includes('job') && call.args.includes(value.replace('job/', '')))
    case 'service':
      return resources.has(value.replace(/^service/, 'Service'))
    case 'port':
      return inKubernetes.includes(`port: ${value}`)
    case 'ingress':
      return resources.has(`Ingress/${value}`)
    case 'secret':
      return inKubernetes.includes(`name: ${value}`) || inKubernetes.includes(`secretName: ${value}`)
    case 'literals':
      return inKubernetes.includes(/^--from-literal=(\w+)=./.exec(value)?.[1] ?? value)
    case 'image':
      return (
        !args.includes('docker-image') || before.some((call) => call.tool === 'docker' && call.args.includes(value))
      )
    case 'json':
      return z
        .string()
        .transform((text): unknown => JSON.parse(text))
        .safeParse(value).success
    case 'jsonpath':
      return /^jsonpath=\{\.data\.[\w\\.]+\}$/.test(value)
    case 'labels': {
      const {
        key,
        one,
        several = one,
      } = /^(?<key>[\w./-]+)(?:=(?<one>[\w-]+)| in \((?<several>[\w, -]+)\))$/.exec(value)?.groups ?? {}
      return several?.split(', ').every((label) => new RegExp(`${key}: ${label}\\b`).test(inKubernetes)) ?? false
    }
    case 'timeout':
      return /^--timeout=\d+s$/.test(value)
    case 'url':
      return URL.canParse(value)
    default:
      return /^[^-<]/.test(value)
  }
}

function isComposeService(name: string): boolean {
  return new RegExp(`^  ${name}:`, 'm').test(composeFile)
}

function read(file: string): string {
  return readFileSync(path.join(projectRoot, file), 'utf8')
}
