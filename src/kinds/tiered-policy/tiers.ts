import type { Tier } from '../../model/policies.ts';

/** Asked before every NetworkPolicy: AdminNetworkPolicy and ClusterNetworkPolicy of tier Admin together (semantics §4.5). */
export const ADMIN_TIER: Tier = { id: 'Admin', order: 0 };

/** Asked where no NetworkPolicy isolates: BaselineAdminNetworkPolicy and ClusterNetworkPolicy of tier Baseline together. */
export const BASELINE_TIER: Tier = { id: 'Baseline', order: 200 };

/** Priorities go from 0, asked first, to this. */
export const LAST_PRIORITY = 1000;
