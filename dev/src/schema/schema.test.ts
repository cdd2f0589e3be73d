import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql'
import { apiSchema, printApiSchema } from './api-schema.ts'
import { brokenOperations, compareSchemas } from './compare.ts'
import { publishedSchema } from './published-schema.ts'

const published = buildSchema('type Query { a: Int, b(first: Int = 10): String } enum E { X }')
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'schema-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a field that is gone breaks, a default that changed is dangerous, what is new is safe', async () => {
  const next = buildSchema('type Query { b(first: Int = 20): String, c: Int } enum E { X }')
  expect(await compareSchemas(published, next)).toEqual({
    breaking: [expect.stringContaining("'a'")],
    dangerous: [expect.stringContaining("'first'")],
    safe: 1,
  })
})

test("a client's operation with a removed field is named with its file", async () => {
  await writeFile(path.join(folder, 'good.graphql'), 'query Good { a }')
  await writeFile(path.join(folder, 'bad.graphql'), 'query Bad { a, gone }')
  expect(await brokenOperations(published, folder)).toEqual([expect.stringMatching(/^bad\.graphql: .*gone/)])
})

test('a published schema that is none is refused with its file', async () => {
  const file = path.join(folder, 'no-schema.txt')
  await writeFile(file, 'type {')
  await expect(publishedSchema(file)).rejects.toThrow(`${file} gives no schema: Syntax Error`)
  await expect(publishedSchema(path.join(folder, 'nowhere'))).rejects.toThrow('gives no schema: ENOENT')
  await expect(publishedSchema('http://127.0.0.1:1/graphql')).rejects.toThrow(/gives no schema: fetch failed \(.+\)/)
})

test('every type, field, input field and enum value of the API schema has a description', async () => {
  const types = Object.values((await apiSchema()).getTypeMap()).filter(
    (type) => !isSpecifiedScalarType(type) && !isIntrospectionType(type),
  )
  const bare = types.flatMap((type) => {
    const members =
      isObjectType(type) || isInputObjectType(type)
        ? Object.values(type.getFields())
        : isEnumType(type)
          ? type.getValues()
          : []
    const names = members.filter(({ description }) => !description).map(({ name }) => `${type.name}.${name}`)
    return type.description ? names : [type.name, ...names]
  })
  expect(bare).toEqual([])
})

test('the written schema is a schema, and says where it comes from', async () => {
  const text = printApiSchema(await apiSchema())
  expect(text).toMatch(/^# The API schema .*`npm run schema`/)
  expect(() => buildSchema(text)).not.toThrow()
})
