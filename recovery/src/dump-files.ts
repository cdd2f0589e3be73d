/** A collection in a file: one document a line, as extended JSON, compressed. */

import { mongo } from 'mongoose'
import { createReadStream, createWriteStream } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'

type Identified = { readonly _id: string }

const pageSize = 500 // documents
const { EJSON } = mongo.BSON

const fileOf = (folder: string, collection: string) => path.join(folder, `${collection}.jsonl.gz`)

/** By `_id`. Returns the number of documents; `onProgress` gets the number so far. */
export async function writeDump(
  folder: string,
  collection: mongo.Collection<Identified>,
  onProgress: (documents: number) => void,
): Promise<number> {
  let documents = 0
  const lines = async function* () {
    for (let last = ''; ;) {
      const page = await collection
        .find({ _id: { $gt: last } })
        .sort({ _id: 1 })
        .limit(pageSize)
        .toArray()
      const newest = page.at(-1)
      if (!newest) return
      for (const document of page) yield `${EJSON.stringify(document)}\n`
      last = newest._id
      onProgress((documents += page.length))
    }
  }
  await pipeline(Readable.from(lines()), createGzip(), createWriteStream(fileOf(folder, collection.collectionName), { flush: true, mode: 0o600 })) // prettier-ignore
  return documents
}

/** In pages. Rejects where the file is not there, or not whole. */
export async function* readDump<Document extends Identified>(
  folder: string,
  collection: string,
): AsyncGenerator<Document[], void, void> {
  const file = createReadStream(fileOf(folder, collection))
  const text = createGunzip()
  const reading = pipeline(file, text)
  reading.catch(() => undefined) // reported at the end
  let page: Document[] = []
  for await (const line of createInterface({ input: text, crlfDelay: Infinity })) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it was written from a document of this collection
    page.push(EJSON.parse(line) as Document)
    if (page.length < pageSize) continue
    yield page
    page = []
  }
  await reading
  if (page.length > 0) yield page
}
