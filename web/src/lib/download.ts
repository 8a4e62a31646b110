// Files that are made on demand: fetched as what they are, then saved by the browser.
import { apiURL, problemOf, unreachable } from "./api.ts";

/** Saves what a POST answers as a file. Throws Problem. */
export async function download(path: string, query: Record<string, string>, body: unknown, name: string): Promise<void> {
  let response: Response;
  try {
    response = await fetch(apiURL(path, query), { method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    throw unreachable();
  }
  if (!response.ok) throw await problemOf(response);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.dataset.plain = "";
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
