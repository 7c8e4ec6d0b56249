export type { BatchPlan, Draft } from './batch-plan.js';
export { type BatchRequest, batchRequest } from './batch-request.js';
export { Intake, type IntakeParts } from './intake.js';
