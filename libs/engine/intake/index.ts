export type { BatchPlan } from './batch-plan.js';
export { type BatchRequest, batchRequest } from './batch-request.js';
export { Intake } from './intake.js';
