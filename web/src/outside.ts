// Screens that belong to no store: signing in, one's own account, the server.
import type { ComponentType } from "preact";

/** A screen outside of stores. */
export interface Outside {
  /** Its path below the base. */
  path: string;
  /** Paths below it are its own, too. */
  below?: boolean;
  /** Nobody need be signed in. */
  public?: boolean;
  /** Without the rail. */
  bare?: boolean;
  load: () => Promise<{ default: ComponentType }>;
}

export const outside: readonly Outside[] = [
  { path: "/sign-in", public: true, bare: true, load: () => import("./screens/sign-in/index.tsx") },
  { path: "/setup", public: true, bare: true, load: () => import("./screens/setup/index.tsx") },
  { path: "/invitation", public: true, bare: true, load: () => import("./screens/invitation/index.tsx") },
  { path: "/embed", public: true, bare: true, load: () => import("./screens/embed/index.tsx") },
  { path: "/account", load: () => import("./screens/account/index.tsx") },
  { path: "/server", load: () => import("./screens/server/index.tsx") },
  { path: "/server/backups", load: () => import("./screens/server/backups.tsx") },
  { path: "/server/about", load: () => import("./screens/server/about.tsx") },
  { path: "/design", load: () => import("./screens/design/index.tsx") },
];
