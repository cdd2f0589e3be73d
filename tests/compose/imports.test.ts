/** What the image's programs import is there: the image has each package's own dependencies, and nothing of the root's or for development. */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { projectRoot } from '@shop/dev/project.ts'
import { subgraphs } from '@shop/dev/shop/topology.ts'
import { z } from 'zod'

const text = (file: string): string => readFileSync(path.join(projectRoot, file), 'utf8')
const manifests = readdirSync(path.join(projectRoot, 'k8s'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => path.join('k8s', file))

/** Every file that Kubernetes or compose starts Node with. `workload` is replaced by each subgraph's name. */
const programs = [...manifests, 'docker-compose.yml']
  .flatMap((file) => text(file).match(/[\w./-]+\/src\/[\w-]+\.ts/g) ?? [])
  .flatMap((file) => (file.includes('workload') ? subgraphs.map((name) => file.replace('workload', name)) : file))

// Of what is left when the types are stripped.
const IMPORT = /^(?:import|export)\s(?!type\b)(?:[^'";]*?\sfrom\s)?'([^']+)'/gm
const Package = z.object({ name: z.string(), dependencies: z.record(z.string(), z.string()).default({}) })

test('every package that a program of the image imports is a dependency of the importing one', () => {
  const seen = new Set(programs)
  const unlisted = new Set<string>()
  for (const file of seen) {
    const importer = packageOf(file)
    const require = createRequire(path.join(projectRoot, file))
    for (const [, specifier = ''] of text(file).matchAll(IMPORT)) {
      if (specifier.startsWith('node:')) continue
      const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
      if (!specifier.startsWith('.') && name !== importer.name && !(name in importer.dependencies))
        unlisted.add(`${file} imports ${name}, which ${importer.name} does not depend on`)
      if (specifier.startsWith('.') || name.startsWith('@shop/'))
        seen.add(path.relative(projectRoot, require.resolve(specifier)))
    }
  }
  expect([...unlisted]).toEqual([])
  expect(seen.size).toBeGreaterThan(programs.length * 10)
})

function packageOf(file: string): z.infer<typeof Package> {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const found = readdirSync(path.join(projectRoot, folder)).includes('package.json')
    if (found) return Package.parse(JSON.parse(text(path.join(folder, 'package.json'))))
  }
}
