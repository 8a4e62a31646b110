// What a page asked of the API, asked again outside of the browser, and the numbers
// of those answers by where they stand: by column, and by what they are about.

/** Questions that change nothing, and so can be asked again. */
const asks = (method, path) => method === "GET" ? !/^\/(live|session|sessions)\b/.test(path) : method === "POST" && /^\/(query|query\/actors|names)$/.test(path);

/** Notes what a page asks from now on, and what is counted for it in the stream; `replay` asks it again as `client`, `forget` begins anew. */
export async function recorder(page) {
  const seen = new Map();
  // What is counted of the last minutes is another number a moment later: it is taken as it came.
  const counted = [];
  const network = await page.context().newCDPSession(page);
  network.on("Network.eventSourceMessageReceived", ({ eventName, data }) => {
    if (eventName === "summary") counted.push(read(JSON.parse(data), { path: "/live" }));
  });
  await network.send("Network.enable");
  page.on("request", (request) => {
    const at = new URL(request.url());
    if (!at.pathname.startsWith("/api/v1/")) return;
    const path = at.pathname.slice("/api/v1".length);
    const method = request.method();
    if (asks(method, path)) seen.set(`${method} ${path}${at.search} ${request.postData() ?? ""}`, { method, path: path + at.search, body: request.postData() ?? undefined });
  });
  return {
    forget: () => { seen.clear(); counted.length = 0; },
    /** `narrow` changes a query before it is asked. */
    async replay(client, narrow = (query) => query) {
      const answers = [...counted];
      for (const { method, path, body } of seen.values()) {
        const query = path.startsWith("/query?") || path === "/query" ? narrow(JSON.parse(body)) : undefined;
        const response = await client.call(method, path, query ?? body, { raw: true });
        // What the page was refused it does not show, and a picture has no numbers.
        if (!response.ok || !response.headers.get("content-type")?.includes("json")) continue;
        const answer = await response.json();
        answers.push(read(answer, { path, query: query ?? (body && JSON.parse(body)) }));
      }
      return answers;
    },
  };
}

/** What of an answer's meta is shown; the rest says how it was made. */
const told = ["min_group", "total", "tests", "milestones", "clock_suspect", "bins", "open", "stickiness"];

/** The seconds of a duration of ISO 8601. */
function seconds(text) {
  const [, d, h, m, s] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(text) ?? [];
  return d || h || m || s ? (d ?? 0) * 86400 + (h ?? 0) * 3600 + (m ?? 0) * 60 + Number(s ?? 0) : undefined;
}

/** The milliseconds of an instant. */
const moment = (text) => (/^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : undefined);

/** An answer: `columns` by path, `records` (a row, an object of a list) with what names them, `texts` said in it. */
export function read(answer, asked = {}) {
  const columns = new Map();
  const records = [];
  const texts = new Set();
  const note = (path, value, around) => {
    columns.get(path)?.push(value) ?? columns.set(path, [value]);
    for (const record of around) record.numbers.push(value);
  };
  const walk = (node, path, around) => {
    if (typeof node === "number") note(path, node, around);
    else if (typeof node === "string") {
      texts.add(node);
      const long = seconds(node);
      if (long !== undefined) note(path + ":seconds", long, around);
      const at = moment(node);
      if (at !== undefined) for (const record of around) record.times.push(at);
      for (const record of around) record.keys.add(node);
    } else if (Array.isArray(node)) {
      note(path + "#", node.length, around);
      for (const one of node) walk(one, path + "[]", around);
    } else if (typeof node === "object" && node !== null) {
      const record = { path, numbers: [], times: [], keys: new Set(), object: node };
      records.push(record);
      for (const [name, value] of Object.entries(node)) walk(value, `${path}.${name}`, [...around, record]);
    }
  };
  const table = Array.isArray(answer?.rows) && Array.isArray(answer?.columns);
  walk(table ? { rows: answer.rows.map((row) => Object.fromEntries(answer.columns.map((column, i) => [column.name, row[i]]))), meta: Object.fromEntries(told.map((name) => [name, answer.meta[name]])) } : answer, "", []);
  // Who is asked for by name is what the whole answer is about.
  const about = new Set();
  JSON.stringify(asked.query ?? asked.path ?? "", (_, value) => { if (typeof value === "string") about.add(value); return value; });
  return { asked, answer, columns, records, texts, about };
}
