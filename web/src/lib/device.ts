// What this device keeps in IndexedDB: answers for when the network is away
// (offline.ts) and what waits to be sent (outbox.ts).

/** Something kept under a key, of one user. */
export interface Kept {
  key: string;
  user: number;
  /** When the server said it, in milliseconds since 1970. */
  at: number;
  text: string;
}

type Room = "answers" | "outbox";

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open("lore", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("answers", { keyPath: "key" });
      request.result.createObjectStore("outbox", { keyPath: "id" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB cannot be opened"));
  }).catch((cause: unknown) => {
    opened = undefined;
    throw cause;
  });
  return opened;
}

/** Does something with a room in one transaction, and returns what the work's last request answered. */
export async function withRoom<T>(name: Room, mode: IDBTransactionMode, work: (room: IDBObjectStore) => IDBRequest<T> | void): Promise<T | undefined> {
  const database = await open();
  return new Promise<T | undefined>((resolve, reject) => {
    const transaction = database.transaction(name, mode);
    const request = work(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request ? request.result : undefined);
    transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB gave up"));
  });
}

/** Calls a function for each record, which may delete or change it at the cursor. */
export function each<T>(name: Room, visit: (record: T, cursor: IDBCursorWithValue) => void): Promise<unknown> {
  return withRoom(name, "readwrite", (room) => {
    const request = room.openCursor();
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return;
      visit(cursor.value as T, cursor);
      cursor.continue();
    };
  });
}
