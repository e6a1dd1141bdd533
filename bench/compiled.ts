/**
 * A module as `npm run build` compiled it, which is what an installed package runs. In a checkout tsx wraps each function, and
 * reading takes a third longer.
 */
export async function compiled<Module>(path: string): Promise<Module> {
  return (await import(new URL(`../dist/src/${path}.js`, import.meta.url).href)) as Module;
}
