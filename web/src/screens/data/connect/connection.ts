// What a client is connected with: the endpoint of this server, and a key.
import { signal } from "@preact/signals";
import { base } from "../../../lib/base.ts";
import { onLeave } from "../../../lib/session.ts";

/** What is filled into guides. */
export interface Connection {
  /** With a slash at its end. */
  endpoint: string;
  key: string;
  /** "" where only whoever made the key knows it. */
  secret: string;
  /** Whose first statement it will be. */
  email: string;
  name: string;
}

/** What stands in guides where a key is not made or its secret not known. */
export const placeholders = { key: "YOUR-KEY", secret: "YOUR-SECRET" } as const;

/** Where clients send to. */
export function endpoint(): string {
  return new URL(base + "xapi/", window.location.href).href;
}

/** Secrets of keys that were made in this window, by the key: the server tells each once. They are gone when it is closed. */
export const secrets = signal<ReadonlyMap<string, string>>(new Map());

onLeave(() => {
  secrets.value = new Map();
});

/** Remembers the secret of a key that was just made. */
export function remember(key: string, secret: string): void {
  secrets.value = new Map([...secrets.value, [key, secret]]);
}

/** The value of the Authorization header. */
export function basic({ key, secret }: Pick<Connection, "key" | "secret">): string {
  return "Basic " + btoa(`${key}:${secret}`);
}
