// Writes the types of the API's schemas, from docs/openapi.json, to the file that is named or to src/api/openapi.ts.

import { readFile, writeFile } from 'node:fs/promises';

import openapiTS, { astToString } from 'openapi-typescript';

const DOCUMENT = new URL('../../docs/openapi.json', import.meta.url);
const TYPES = new URL('../src/api/openapi.ts', import.meta.url);

const HEAD = '/** The schemas of docs/openapi.json; made by `make generate`, not by hand. */\n\n';

const document = JSON.parse(await readFile(DOCUMENT, 'utf8'));
// The page reads answers field by field: the schemas are what it needs, and a quarter of the document.
const { schemas } = document.components;
const types = await openapiTS(
  { ...document, paths: {}, components: { schemas } },
  { alphabetize: true },
);
await writeFile(process.argv[2] ?? TYPES, HEAD + astToString(types));
