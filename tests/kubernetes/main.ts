/** `npm run proof:k8s`. Exit code 1 where something does not hold. */
import path from 'node:path'
import { runMain } from '@shop/dev/obstacle.ts'
import { projectRoot } from '@shop/dev/project.ts'
import { commandLine, httpUrl, wholeNumber } from '@shop/platform/command-line.ts'
import { Kubectl } from './kubectl.ts'
import { prove } from './proof.ts'

const does = `Applies an overlay to a cluster, judges the shop by npm run acceptance, shakes it under an open load of orders: rolling restarts,
pods deleted, engines killed, the supergraph exchanged, the router scaled. Then judges again, counts what was lost or doubled, and
deletes everything. The images must be there, and the namespace must not. A quarter of an hour.`

const command = commandLine({
  script: 'proof:k8s',
  does,
  examples: {
    '--context kind-shop': 'on kind, with port 30400 of its node mapped to this machine',
    '--overlay k8s/overlays/local-ferretdb --url http://10.0.0.5:30400': 'on a node of that address, without MongoDB',
  },
})
  .option('--context <name>', 'of kubectl; else its present one')
  .option('--kubectl <command>', 'what stands before its arguments', 'kubectl')
  .option('--overlay <folder>', 'to apply', 'k8s/overlays/local')
  .option('--url <url>', 'where the router is reached from here', httpUrl, 'http://127.0.0.1:30400')
  .option('--rate <orders>', 'a second', wholeNumber, 20)
  .option('--keep', 'leave everything there at the end')
  .action(({ context, kubectl, overlay, url, rate, keep = false }) =>
    runMain(async () => {
      const folder = path.resolve(projectRoot, overlay)
      const options = { kubectl: new Kubectl(kubectl, context), overlay: folder, url, perSecond: rate, keep }
      const report = await prove(options)
      console.log(`\n${report.table}\n`)
      console.log(report.broken ? 'Something does not hold.' : 'Everything that could be shown holds.')
      process.exitCode = report.broken ? 1 : 0
    }),
  )

await command.parseAsync()
process.exit() // whatever a library still holds open
