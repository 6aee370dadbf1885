/** How large a generated cluster is. */
export interface ClusterSize {
  readonly pods: number;
  readonly namespaces: number;
  readonly policies: number;
}

export type SizeName = 'S' | 'M' | 'L' | 'XL';

/** The largest is what Kubernetes itself stops at. */
export const SIZES: Readonly<Record<SizeName, ClusterSize>> = {
  S: { pods: 1000, namespaces: 20, policies: 100 },
  M: { pods: 10_000, namespaces: 200, policies: 1000 },
  L: { pods: 50_000, namespaces: 1000, policies: 5000 },
  XL: { pods: 150_000, namespaces: 3000, policies: 20_000 },
};

/** A cluster of the same density as XL, with so many pods. */
export function scaled(pods: number): ClusterSize {
  return { pods, namespaces: Math.round(pods / 50), policies: Math.round((pods * 20) / 150) };
}
