// What people, activities and verbs are called: asked for together, once each.
import { signal } from "@preact/signals";
import { get, post } from "./api.ts";
import { language } from "./i18n.ts";

type Kind = "persons" | "activities" | "verbs";

/** An activity's name, with its type. */
export interface ActivityName {
  name: string;
  type?: string;
  description?: string;
}

const known = { persons: new Map<string, string>(), activities: new Map<string, ActivityName>(), verbs: new Map<string, string>() };
const wanted: Record<Kind, Set<string>> = { persons: new Set(), activities: new Set(), verbs: new Set() };
const asked = new Set<string>();
const version = signal(0);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Forgets every name: another store, another language. */
export function forgetNames(): void {
  for (const map of Object.values(known)) map.clear();
  asked.clear();
  version.value++;
}

async function fetchNames(): Promise<void> {
  timer = undefined;
  const body: Record<string, unknown> = { language: language.value };
  for (const kind of ["persons", "activities", "verbs"] as const) {
    const some = [...wanted[kind]].slice(0, 1000);
    for (const id of some) wanted[kind].delete(id);
    body[kind] = some;
  }
  if (Object.values(wanted).some((set) => set.size > 0)) later();
  try {
    const found = (await post("/names", { body })) as {
      persons?: Record<string, string>;
      activities?: Record<string, ActivityName>;
      verbs?: Record<string, { display: string }>;
    };
    for (const [id, name] of Object.entries(found.persons ?? {})) known.persons.set(id, name);
    for (const [id, name] of Object.entries(found.activities ?? {})) known.activities.set(id, name);
    for (const [id, name] of Object.entries(found.verbs ?? {})) known.verbs.set(id, name.display);
    version.value++;
  } catch {
    // ids are shown instead; the next screen asks again
    for (const kind of ["persons", "activities", "verbs"] as const) for (const id of body[kind] as string[]) asked.delete(kind + id);
  }
}

function later(): void {
  timer ??= setTimeout(() => void fetchNames(), 15);
}

function want(kind: Kind, id: string): void {
  if (id === "" || asked.has(kind + id)) return;
  asked.add(kind + id);
  if (kind === "activities" && id.startsWith(ownLearning)) return void fetchLearning(id);
  wanted[kind].add(id);
  later();
}

const ownLearning = "urn:lore:learning:";

// What people wrote down themselves changes no definition (POST /learning): its
// name is in the one statement about it, whose id is the end of the activity's.
async function fetchLearning(id: string): Promise<void> {
  try {
    const { line } = await get("/statements/{id}", { path: { id: id.slice(ownLearning.length) }, query: { language: language.value } });
    known.activities.set(id, { name: line.object.name });
    version.value++;
  } catch {
    // the id is shown instead
  }
}

/** How much of a name is shown; what is longer is not meant to be read. */
const longest = 300;

/** Without characters that turn the direction or cannot be seen, and cut where it is no name any more. */
export function visible(text: string, most = longest): string {
  const some = text.length > most ? text.slice(0, most).replace(/[\ud800-\udbff]$/, "") + "…" : text;
  return some.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g, "\ufffd");
}

/** What is left of an identifier that people can read: the end of an IRI, an address. */
export function shortId(id: string): string {
  if (id.startsWith("mailto:")) return id.slice(7);
  if (id.startsWith("account:")) return id.slice(id.lastIndexOf("|") + 1) || id;
  const end = id.replace(/[/#]+$/, "").split(/[/#]/).pop() ?? id;
  try {
    return decodeURIComponent(end) || id;
  } catch {
    return end || id;
  }
}

/** A person's name, or what can be read of the identity until it is known. Reads a signal. */
export function personName(id: string): string {
  void version.value;
  want("persons", id);
  return visible(known.persons.get(id) ?? shortId(id));
}

/** An activity's name. Reads a signal. */
export function activityName(id: string): string {
  void version.value;
  want("activities", id);
  return visible(known.activities.get(id)?.name || shortId(id));
}

/** What is known of an activity; undefined until it is. Reads a signal. */
export function activityOf(id: string): ActivityName | undefined {
  void version.value;
  want("activities", id);
  return known.activities.get(id);
}

/** A verb's display. Reads a signal. */
export function verbName(id: string): string {
  void version.value;
  want("verbs", id);
  return visible(known.verbs.get(id) || shortId(id));
}
