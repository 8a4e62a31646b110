// A reporter of node's tests that writes only what failed, with the first lines of
// why: what run.mjs says of a file that it runs again.
export default async function* failures(events) {
  for await (const { type, data } of events) {
    if (type !== "test:fail" || data.details?.error?.failureType === "subtestsFailed") continue;
    const cause = data.details?.error?.cause ?? data.details?.error;
    const why = String(cause?.message ?? cause).split("\n").filter((line) => line.trim() !== "").slice(0, 3).map((line) => line.slice(0, 200));
    yield `${data.name}\n${why.map((line) => `    ${line}`).join("\n")}\n`;
  }
}
