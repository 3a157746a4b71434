import { listNextRuns } from './next-runs.ts';
import { createPolicy, deletePolicy, getPolicy, listPolicies, updatePolicy } from './policies.ts';
import { resumeSchedule, runSchedule, suspendSchedule } from './run-schedule.ts';
import { deleteSchedule, getSchedule, listSchedules } from './schedules.ts';
import { createSchedule, updateSchedule } from './write-schedule.ts';

export const scheduleRoutes = [
  createPolicy,
  listPolicies,
  getPolicy,
  updatePolicy,
  deletePolicy,
  listNextRuns,
  createSchedule,
  listSchedules,
  getSchedule,
  updateSchedule,
  deleteSchedule,
  suspendSchedule,
  resumeSchedule,
  runSchedule,
];
