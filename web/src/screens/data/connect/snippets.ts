// Lines to copy that work as they are: with the endpoint, the key and its secret,
// and a first statement about whoever copies them.
import { basic, type Connection } from "./connection.ts";

/** The first statement. */
export function firstStatement({ email, name }: Connection, verb = "experienced"): Record<string, unknown> {
  return {
    actor: { objectType: "Agent", ...(name && { name }), mbox: "mailto:" + email },
    verb: { id: "http://adlnet.gov/expapi/verbs/" + verb, display: { en: verb } },
    object: {
      id: "https://example.org/courses/first",
      definition: { type: "http://adlnet.gov/expapi/activities/course", name: { en: "My first course" } },
    },
  };
}

/** The first statement as JSON. It is a literal of JavaScript and Python, too. */
export function statementJSON(of: Connection, verb?: string): string {
  return JSON.stringify(firstStatement(of, verb), null, 2);
}

/** A text between single quotes for a shell. */
function quoted(text: string): string {
  return "'" + text.replace(/'/g, `'\\''`) + "'";
}

export function curl(of: Connection, verb?: string): string {
  return [
    `curl ${quoted(of.endpoint + "statements")} \\`,
    `  -u ${quoted(`${of.key}:${of.secret}`)} \\`,
    `  -H 'X-Experience-API-Version: 2.0.0' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d ${quoted(statementJSON(of, verb))}`,
  ].join("\n");
}

export function python(of: Connection): string {
  return [
    "import base64, json, urllib.request",
    "",
    `endpoint = ${JSON.stringify(of.endpoint)}`,
    `key, secret = ${JSON.stringify(of.key)}, ${JSON.stringify(of.secret)}`,
    "",
    `statement = ${statementJSON(of)}`,
    "",
    "request = urllib.request.Request(",
    '    endpoint + "statements",',
    "    data=json.dumps(statement).encode(),",
    "    headers={",
    '        "Authorization": "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode(),',
    '        "Content-Type": "application/json",',
    '        "X-Experience-API-Version": "2.0.0",',
    "    },",
    ")",
    "with urllib.request.urlopen(request) as answer:",
    "    print(answer.status, answer.read().decode())",
  ].join("\n");
}

export function xapi(of: Connection): string {
  return [
    'import XAPI from "@xapi/xapi";',
    "",
    "const xapi = new XAPI({",
    `  endpoint: ${JSON.stringify(of.endpoint)},`,
    `  auth: XAPI.toBasicAuth(${JSON.stringify(of.key)}, ${JSON.stringify(of.secret)}),`,
    '  version: "2.0.0",',
    "});",
    "",
    `const statement = ${statementJSON(of)};`,
    "",
    "const answer = await xapi.sendStatement({ statement });",
    "console.log(answer.status, answer.data);",
  ].join("\n");
}

export function tincan(of: Connection): string {
  return [
    'import TinCan from "tincanjs";',
    "",
    "const lrs = new TinCan.LRS({",
    `  endpoint: ${JSON.stringify(of.endpoint)},`,
    `  username: ${JSON.stringify(of.key)},`,
    `  password: ${JSON.stringify(of.secret)},`,
    "  allowFail: false,",
    "});",
    "",
    `const statement = new TinCan.Statement(${statementJSON(of)});`,
    "",
    "lrs.saveStatement(statement, {",
    "  callback: (error, answer) => console.log(error === null ? \"stored\" : answer.responseText),",
    "});",
  ].join("\n");
}

/** For a page with H5P in it: hands on what H5P says. */
export function fetchInPage(of: Connection): string {
  return [
    'H5P.externalDispatcher.on("xAPI", (event) => {',
    "  const { statement } = event.data;",
    `  statement.actor = { objectType: "Agent", mbox: ${JSON.stringify("mailto:" + of.email)} }; // whoever is signed in on your page`,
    `  fetch(${JSON.stringify(of.endpoint + "statements")}, {`,
    '    method: "POST",',
    "    keepalive: true,",
    "    headers: {",
    `      "Authorization": ${JSON.stringify(basic(of))},`,
    '      "Content-Type": "application/json",',
    '      "X-Experience-API-Version": "1.0.3",',
    "    },",
    "    body: JSON.stringify(statement),",
    "  });",
    "});",
  ].join("\n");
}

/** The address that launches a published course, as an LMS would. */
export function launchLink(of: Connection, file: string): string {
  const parameters = [
    ["endpoint", of.endpoint],
    ["auth", basic(of)],
    ["actor", JSON.stringify({ objectType: "Agent", ...(of.name && { name: of.name }), mbox: "mailto:" + of.email })],
  ];
  return `https://your.host/course/${file}?` + parameters.map(([name, value]) => `${name}=${encodeURIComponent(value!)}`).join("&");
}
