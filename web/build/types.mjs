// Writes src/api/schema.d.ts from the OpenAPI document. What the server answers
// below /api/v1/query/ lies beside the query language; the document refers to it
// by its address, so both are laid out as they are served first.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const root = new URL("../../", import.meta.url).pathname;
const served = mkdtempSync(join(tmpdir(), "lore-openapi-"));
try {
  mkdirSync(join(served, "query"));
  copyFileSync(join(root, "docs/openapi.yaml"), join(served, "openapi.yaml"));
  copyFileSync(join(root, "internal/facts/query/query.schema.json"), join(served, "query/schema.json"));
  copyFileSync(join(root, "internal/facts/query/answer.schema.json"), join(served, "query/answer-schema.json"));
  const ast = await openapiTS(pathToFileURL(join(served, "openapi.yaml")), { silent: true, alphabetize: true });
  const target = join(root, "web/src/api/schema.d.ts");
  writeFileSync(target, "// Made from docs/openapi.yaml by `make web-types`: do not edit.\n\n" + astToString(ast));
} finally {
  rmSync(served, { recursive: true });
}
