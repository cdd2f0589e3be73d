/**
 * What every npm script calls first, in plain JavaScript that an old Node can read: it looks at the Node that runs it, installs
 * the dependencies where they have changed, and hands over to TypeScript under the Node that came with them.
 *
 * node dev/bootstrap/run.mjs <file.ts> [arguments]
 */
const oldest = 20
const major = Number(process.versions.node.split('.')[0])

if (major < oldest) {
  console.error(`Node ${process.versions.node} is too old: install Node ${oldest} or newer, and run this again.`)
  process.exit(1)
}
const began = Date.now()
const { install } = await import('./install.mjs')
const { handOver } = await import('./hand-over.mjs')
if (await install()) await handOver(process.argv.slice(2), began)
