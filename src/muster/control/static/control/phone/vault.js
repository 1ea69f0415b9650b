// What stays on the phone, encrypted: AES-GCM with a key that this browser made and gives nobody
// the bytes of. The key and what it locks go together at sign-out.
export const NAME = "muster-phone";
const STORES = ["keys", "about", "entries", "pictures", "day"];

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const open = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      STORES.forEach((store) => request.result.createObjectStore(store));
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });

export const openVault = async () => {
  const base = await open();
  // another tab signs out: let go, or the wiping would wait for this one
  base.onversionchange = () => base.close();
  const store = (name, mode = "readonly") => base.transaction(name, mode).objectStore(name);
  const get = (name, key) => done(store(name).get(key));
  const put = (name, key, value) => done(store(name, "readwrite").put(value, key));
  const drop = (name, key) => done(store(name, "readwrite").delete(key));
  const all = (name) => done(store(name).getAll());

  let key = await get("keys", "key");
  if (!key) {
    key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await put("keys", "key", key);
  }
  const seal = async (bytes) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, box: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
  };
  const unseal = ({ iv, box }) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, box);

  return {
    get, put, drop, all,
    seal,
    unseal,
    sealWords: (value) => seal(new TextEncoder().encode(JSON.stringify(value))),
    unsealWords: async (sealed) => JSON.parse(new TextDecoder().decode(await unseal(sealed))),
    close: () => base.close(),
  };
};
