/** The end of a long path, which is what tells files apart: `policies/shop.yaml:12`. Short ones stay as they are. */
export function pathTail(path: string, parts = 2): string {
  const steps = path.split('/');
  return steps.length <= parts + 1 ? path : steps.slice(-parts).join('/');
}
