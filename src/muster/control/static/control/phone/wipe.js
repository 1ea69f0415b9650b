// Empties the phone: key, queue and kept duty, the shell's caches, its worker.
// Other pages that one can sign out from load it when their form is sent (shell/muster.js).
import { NAME } from "./vault.js";

const LONGEST_MS = 3000;

const dropBase = () =>
  new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = request.onerror = () => resolve();
    setTimeout(resolve, LONGEST_MS);
  });

export const wipe = async () => {
  await dropBase();
  localStorage.removeItem(`${NAME}.waiting`);
  if (!("caches" in window)) return;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(`${NAME}-`)).map((name) => caches.delete(name)));
  const workers = (await navigator.serviceWorker?.getRegistrations?.()) || [];
  await Promise.all(workers.map((one) => one.unregister()));
};
