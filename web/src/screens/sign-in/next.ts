import { base } from "../../lib/base.ts";

/**
 * Where to go after signing in: the path below the base that `next` names, and
 * nothing outside of the app, whatever the address claims; else undefined.
 */
export function nextAddress(next: string | null): string | undefined {
  if (!next?.startsWith("/")) return undefined;
  const here = "http://app.invalid";
  let address: URL;
  try {
    address = new URL(next, here); // as browsers read it: \ is /, tabs are nothing
  } catch {
    return undefined;
  }
  const path = address.pathname;
  if (address.origin !== here || path.startsWith("//") || /^\/(sign-in|setup|invitation)(\/|$)/.test(path)) return undefined;
  return base.slice(0, -1) + path + address.search;
}
