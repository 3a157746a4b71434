import { createRule, deleteRule, getRule, listRules, updateRule } from '../rules/rules.ts';
import { listNextRuns, previewNextRuns } from './next-runs.ts';
import { createPolicy, deletePolicy, getPolicy, listPolicies, updatePolicy } from './policies.ts';
import { listRunsAhead } from './runs-ahead.ts';
import {
  deleteSchedule,
  getSchedule,
  listSchedules,
  resumeSchedule,
  runSchedule,
  suspendSchedule,
} from './schedules.ts';
import { createSchedule, updateSchedule } from './write-schedule.ts';

export const scheduleRoutes = [
  createPolicy,
  listPolicies,
  getPolicy,
  updatePolicy,
  deletePolicy,
  listNextRuns,
  previewNextRuns,
  createSchedule,
  listSchedules,
  listRunsAhead,
  getSchedule,
  updateSchedule,
  deleteSchedule,
  suspendSchedule,
  resumeSchedule,
  runSchedule,
  createRule,
  listRules,
  getRule,
  updateRule,
  deleteRule,
];
