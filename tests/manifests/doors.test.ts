/** Who comes from outside finds the endpoint and the storefront, and neither probes nor metrics. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'

const source = (file: string): string => readFileSync(path.join(projectRoot, file), 'utf8')
const documents = (file: string): unknown[] => parseAllDocuments(source(file)).map((each) => each.toJS())

/** The first step of every path that the page knows. */
const pages = [...source('storefront/src/pages.ts').matchAll(/new PageRoute\('\/([\w-]+)/g)].map(
  ([, step]) => `/${step}`,
)

const Ingress = z.object({
  spec: z.object({ rules: z.array(z.object({ http: z.object({ paths: z.array(z.object({ path: z.string() })) }) })) }),
})
const Route = z.object({
  kind: z.literal('HTTPRoute'),
  spec: z.object({
    rules: z.array(z.object({ matches: z.array(z.object({ path: z.object({ value: z.string() }) })) })),
  }),
})

const doors = {
  ingress: documents('k8s/components/ingress/ingress.yaml').flatMap((each) =>
    Ingress.parse(each).spec.rules.flatMap(({ http }) => http.paths.map((one) => one.path)),
  ),
  'gateway-api': documents('k8s/components/gateway-api/gateway.yaml')
    .map((each) => Route.safeParse(each).data)
    .flatMap((route) => route?.spec.rules.flatMap(({ matches }) => matches.map((match) => match.path.value)) ?? []),
}

test.each(Object.entries(doors))(
  '%s leads to the endpoint, to the pages and to what they load, and nowhere else',
  (_name, paths) => {
    const expected = ['/', '/graphql', '/settings.json', '/icon.svg', '/assets', ...pages]
    expect(new Set(paths)).toEqual(new Set(expected))
  },
)
