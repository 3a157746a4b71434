/** As CreateSchedule has it; StartDate in seconds since 1970. */
export type ScheduleRequest = {
  Name: string;
  GroupName: string;
  ScheduleExpression: string;
  ScheduleExpressionTimezone?: string;
  StartDate?: number;
  ActionAfterCompletion?: 'NONE' | 'DELETE';
  FlexibleTimeWindow: { Mode: string };
  Target: {
    Arn: string;
    RoleArn: string;
    Input?: string;
    RetryPolicy?: { MaximumEventAgeInSeconds?: number; MaximumRetryAttempts?: number };
    DeadLetterConfig?: { Arn?: string };
  };
};
/** Made in milliseconds since 1970. */
export type Schedule = ScheduleRequest & { createdAt: number };
