// Written by npm run openapi, from docs/api/openapi.json.

export interface paths {
    "/v1/clusters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Clusters */
        get: operations["listClusters"];
        put?: never;
        /** Register a cluster; it is reached at once */
        post: operations["createCluster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clusters/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A cluster */
        get: operations["getCluster"];
        /** Change a cluster; credentials that are left out stay; locations that were not valid from it are validated again */
        put: operations["updateCluster"];
        post?: never;
        /** Forget a cluster that nothing uses; by force its schedules are removed with it */
        delete: operations["deleteCluster"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clusters/{name}/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look at the cluster and its permissions again */
        post: operations["validateCluster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clusters/{name}/namespaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Namespaces of the cluster now, with what a backup of each would hold */
        get: operations["listClusterNamespaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clusters/{name}/resource-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Kinds of objects that a backup collects, with the number of each in the namespaces now */
        get: operations["listClusterResourceTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clusters/{name}/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Objects that a backup of the namespaces would collect now, and which of them an annotation keeps out */
        get: operations["listClusterResources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/clusters/{name}/provisioners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Per CSI driver of the namespaces, which snapshot classes may be mapped */
        get: operations["listClusterProvisioners"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/protection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Per namespace of a cluster now: its newest good backup, the schedules that cover it, and whether that will do */
        get: operations["listProtection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/locations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Locations */
        get: operations["listLocations"];
        put?: never;
        /** Create a location; validate it before its first backup */
        post: operations["createLocation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/locations/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A location */
        get: operations["getLocation"];
        /** Change how a location is reached; it is validated again from each cluster that has looked before */
        put: operations["updateLocation"];
        post?: never;
        /** Forget a location that nothing uses; its backups stay; by force its schedules are removed with it */
        delete: operations["deleteLocation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/locations/{name}/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look at the location from the control plane and from a cluster */
        post: operations["validateLocation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/locations/{name}/maintain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Maintain the repositories that are due, or all; remove what no seal lists; for an admin, accept what was put back */
        post: operations["maintainLocation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/locations/{name}/recovery-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The recovery key; each reading is audited */
        get: operations["getRecoveryKey"];
        put?: never;
        /** Say that the recovery key is kept somewhere else */
        post: operations["acknowledgeRecoveryKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Backups, newest first */
        get: operations["listBackups"];
        put?: never;
        /** Back namespaces up */
        post: operations["createBackup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/backups/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look at what such a backup would do, and what speaks against it, touching nothing: its operation has it in `simulation` */
        post: operations["simulateBackup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/backups/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Do an ended backup over */
        post: operations["retryBackup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/restores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Restores, newest first */
        get: operations["listRestores"];
        put?: never;
        /** Bring a backup back */
        post: operations["createRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/restores/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look at what such a restore would do, and what speaks against it, touching nothing: its operation has it in `simulation` */
        post: operations["simulateRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/restores/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Do an ended restore over */
        post: operations["retryRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/backups/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its events */
        get: operations["listBackupEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/backups/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End it at its next step; what it made is cleaned up */
        post: operations["cancelBackup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/backups/{id}/volumes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its volumes */
        get: operations["listBackupVolumes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/backups/{id}/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many objects of each kind it holds */
        get: operations["listBackupResources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/backups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A backup, when it was cut, and until when it is kept */
        get: operations["getBackup"];
        put?: never;
        post?: never;
        /** Delete a backup: the seal first, then all that is of it; its row stays as Deleted. Again once `backup.returned` is a finding */
        delete: operations["deleteBackup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/backups/{id}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What its rules ran in which pods, how it ended, and what it printed */
        get: operations["listBackupActions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/backups/{id}/spec": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The body that asks for a backup like this one */
        get: operations["getBackupSpec"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/backups/{id}/legal-hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Hold a backup: nobody and nothing deletes it */
        put: operations["placeLegalHold"];
        post?: never;
        /** Take the hold off */
        delete: operations["releaseLegalHold"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/restores/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its events */
        get: operations["listRestoreEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/restores/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End it at its next step; what it made is cleaned up */
        post: operations["cancelRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/restores/{id}/volumes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its volumes */
        get: operations["listRestoreVolumes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/restores/{id}/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many objects of each kind its backup holds */
        get: operations["listRestoreResources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/restores/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A restore */
        get: operations["getRestore"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/restores/{id}/objects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of each object of the backup: created, merged, left or dropped, why and which field */
        get: operations["listRestoreObjects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/restores/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Clear what an ended restore made: only that, by the uid on its record; an operation of its own */
        post: operations["undoRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Operations of any kind, newest first */
        get: operations["listOperations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its events */
        get: operations["listOperationEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End it at its next step; what it made is cleaned up */
        post: operations["cancelOperation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An operation of any kind */
        get: operations["getOperation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{id}/volumes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The volumes of an operation of any kind: of a simulation, each with its method and why */
        get: operations["listOperationVolumes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{id}/executions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its executions of the state machine, the newest 10, oldest first */
        get: operations["listOperationExecutions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{id}/executions/{epoch}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What one of its executions did in each state, from the history of Step Functions; a page covers some thousand events */
        get: operations["readOperationHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who changed what, when, from where; newest first */
        get: operations["listAuditRecords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who asks, by the token, what it may, and what answers */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How all of it stands: what ended, what runs, what is where, and what needs a person */
        get: operations["getStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Schedule policies */
        get: operations["listPolicies"];
        put?: never;
        /** Create a schedule policy: when, and how many to keep */
        post: operations["createPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A schedule policy */
        get: operations["getPolicy"];
        /** Change a schedule policy, for all schedules that are bound to it */
        put: operations["updatePolicy"];
        post?: never;
        /** Remove a policy that no schedule is bound to; by force the schedules bound to it are removed with it */
        delete: operations["deletePolicy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{name}/next-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The next runs, and what retention deletes after each */
        get: operations["listNextRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/next-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The next runs of a policy as it is typed, and what retention would delete after each; nothing is stored */
        post: operations["previewNextRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Schedules */
        get: operations["listSchedules"];
        put?: never;
        /** Bind a backup to a policy */
        post: operations["createSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/next-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The runs ahead of all schedules, in the order of their times */
        get: operations["listRunsAhead"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A schedule */
        get: operations["getSchedule"];
        /** Change a schedule; its next run is by the new one */
        put: operations["updateSchedule"];
        post?: never;
        /** Remove a schedule; its backups stay */
        delete: operations["deleteSchedule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{name}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let no slot run until it is resumed */
        post: operations["suspendSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{name}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let slots run again, from now on */
        post: operations["resumeSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{name}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run it now, or in its turn where runs of it are not over; it is never skipped */
        post: operations["runSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rules */
        get: operations["listRules"];
        put?: never;
        /** Name commands that quiet an application before its volumes are cut, or wake it after */
        post: operations["createRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A rule, and how many schedules name it */
        get: operations["getRule"];
        /** Change a rule, for all runs that begin from now on; what runs goes on with what it was */
        put: operations["updateRule"];
        post?: never;
        /** Remove a rule that no schedule names */
        delete: operations["deleteRule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Receivers of notifications */
        get: operations["listNotifications"];
        put?: never;
        /** Name a topic or a webhook that is told how operations end */
        post: operations["createNotification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A receiver */
        get: operations["getNotification"];
        /** Change a receiver; a secret that is left out stays */
        put: operations["updateNotification"];
        post?: never;
        /** Tell it nothing any more */
        delete: operations["deleteNotification"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications/{name}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send it a test message now, once; the answer is what it said */
        post: operations["testNotification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ClusterRequest: {
            name: components["schemas"]["Name"];
            access: components["schemas"]["ClusterAccess"];
            restoreAccess?: components["schemas"]["ClusterAccess"];
            /** @default snapferry */
            namespace?: components["schemas"]["Name"];
            /** @default {} */
            settings?: components["schemas"]["Settings"];
            /** @description take over the backups and repositories of a cluster of the same identity that was removed, though its API server has another CA now */
            adopt?: boolean;
        };
        Name: string;
        ClusterAccess: {
            /** @constant */
            kind: "kubeconfig";
            kubeconfig: string;
        } | {
            /** @constant */
            kind: "token";
            server: string;
            caData: string;
            token: string;
        } | {
            /** @constant */
            kind: "eks";
            clusterName: string;
            region: string;
            roleArn: string;
            externalId: string;
        };
        Settings: {
            resources?: {
                cpu?: string;
                memoryMiB?: number;
            };
            snapshotTimeout?: string;
            readyTimeout?: string;
            unreachableTimeout?: string;
            moverStartTimeout?: string;
            moverTimeout?: string;
            operationTimeout?: string;
            moverLimit?: number;
            fullReadEvery?: number;
            moverImage?: string;
            /** @description volumes that one Job may upload in turn, where that is expected to be short; default 8. Their claims are attached to one node together */
            volumesPerMover?: number;
            /** @description the most that an operation may set for itself; 4096 MiB and 2 CPUs, or what the cluster sets if that is more */
            limits?: {
                cpu?: string;
                memoryMiB?: number;
            };
            /** @description namespaces that want the admin scope, besides kube-*, openshift-* and the own one: a name, or its beginning and * */
            systemNamespaces?: string[];
        };
        ClusterUpdate: {
            access?: components["schemas"]["ClusterAccess"];
            restoreAccess?: components["schemas"]["ClusterAccess"] | null;
            /** @default snapferry */
            namespace?: components["schemas"]["Name"];
            /** @default {} */
            settings?: components["schemas"]["Settings"];
            readonly name?: unknown;
            readonly uid?: unknown;
            readonly generation?: unknown;
            readonly createdAt?: unknown;
            readonly createdBy?: unknown;
            readonly updatedAt?: unknown;
            readonly clusterId?: unknown;
            readonly server?: unknown;
            readonly accessKind?: unknown;
            readonly hasRestoreAccess?: unknown;
            readonly status?: unknown;
            readonly warnings?: unknown;
        };
        LocationRequest: {
            name: components["schemas"]["Name"];
            /**
             * @default s3
             * @constant
             */
            type?: "s3";
            s3: {
                /** Format: uri */
                endpoint: string;
                /** @default us-east-1 */
                region?: string;
                bucket: string;
                /** @default  */
                prefix?: string;
                /** @default false */
                pathStyle?: boolean;
                credentials: {
                    accessKeyId: string;
                    secretAccessKey: string;
                    sessionToken?: string;
                };
            };
            /**
             * @default controlPlane
             * @constant
             */
            access?: "controlPlane";
            gatewayCluster?: components["schemas"]["Name"];
            recoveryKey?: string;
        };
        LocationUpdate: {
            /**
             * @default s3
             * @constant
             */
            type?: "s3";
            s3: {
                /** Format: uri */
                endpoint: string;
                /** @default us-east-1 */
                region?: string;
                bucket: string;
                /** @default  */
                prefix?: string;
                /** @default false */
                pathStyle?: boolean;
                credentials?: {
                    accessKeyId: string;
                    secretAccessKey: string;
                    sessionToken?: string;
                };
            };
            /**
             * @default controlPlane
             * @constant
             */
            access?: "controlPlane";
            gatewayCluster?: components["schemas"]["Name"];
            readonly name?: unknown;
            readonly uid?: unknown;
            readonly generation?: unknown;
            readonly createdAt?: unknown;
            readonly createdBy?: unknown;
            readonly updatedAt?: unknown;
            readonly locationUid?: unknown;
            readonly state?: unknown;
            readonly controlPlane?: unknown;
            readonly clusters?: unknown;
            readonly maintenance?: unknown;
            readonly findings?: unknown;
            readonly recoveryKeyAcknowledged?: unknown;
            readonly credentialsExpireAt?: unknown;
            readonly credentialsExpired?: unknown;
            readonly notValidFor?: unknown;
            readonly warnings?: unknown;
        };
        ValidationRequest: {
            cluster: components["schemas"]["Name"];
            settings?: {
                resources?: {
                    cpu?: string;
                    memoryMiB?: number;
                };
                snapshotTimeout?: string;
                readyTimeout?: string;
                unreachableTimeout?: string;
                moverStartTimeout?: string;
                moverTimeout?: string;
                operationTimeout?: string;
                moverLimit?: number;
                fullReadEvery?: number;
            };
        };
        MaintenanceRequest: {
            /**
             * @description full maintenance of every repository, due or not
             * @default false
             */
            full?: boolean;
            /** @description wants the admin scope, and makes it a full one: where another repository lies than was made, and it opens, it is the one that counts from now on */
            acceptRepositories?: boolean;
        };
        BackupRequest: {
            name: string;
            cluster: components["schemas"]["Name"];
            locations: components["schemas"]["Name"][];
            selection: {
                /**
                 * @default namespaces
                 * @constant
                 */
                kind?: "namespaces";
                /**
                 * @description by name, or ["*"]: all but those of the system, which are backed up by their names only
                 * @default []
                 * @example [
                 *       "shop"
                 *     ]
                 */
                namespaces?: string[];
                /** @description namespaces with these labels, beside those that are named; looked up anew on each run of a schedule */
                namespaceLabelSelector?: {
                    /** @default {} */
                    matchLabels?: {
                        [key: string]: string;
                    };
                    /** @default [] */
                    matchExpressions?: {
                        key: string;
                        /** @enum {string} */
                        operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
                        /** @default [] */
                        values?: string[];
                    }[];
                };
                /**
                 * @description of these namespaces, objects of these kinds only; of a claim goes its data
                 * @example [
                 *       {
                 *         "group": "apps",
                 *         "kind": "Deployment"
                 *       }
                 *     ]
                 */
                resourceTypes?: {
                    /** @default  */
                    group?: string;
                    kind: string;
                }[];
                /** @description of these namespaces, objects with these labels only */
                resourceLabelSelector?: {
                    /** @default {} */
                    matchLabels?: {
                        [key: string]: string;
                    };
                    /** @default [] */
                    matchExpressions?: {
                        key: string;
                        /** @enum {string} */
                        operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
                        /** @default [] */
                        values?: string[];
                    }[];
                };
                /** @description single objects, whatever their kinds and labels are, beside those of the namespaces */
                resources?: {
                    /** @default  */
                    group?: string;
                    kind: string;
                    namespace: components["schemas"]["Name"];
                    name: string;
                }[];
                /** @description what stays out though it is selected; so does what is annotated snapferry.dev/exclude: "true" */
                exclude?: {
                    namespaces?: components["schemas"]["Name"][];
                    /** @description claims; they stay out with their data */
                    volumes?: {
                        namespace: components["schemas"]["Name"];
                        name: string;
                    }[];
                    /**
                     * @example [
                     *       {
                     *         "group": "apps",
                     *         "kind": "Deployment"
                     *       }
                     *     ]
                     */
                    resourceTypes?: {
                        /** @default  */
                        group?: string;
                        kind: string;
                    }[];
                    resourceLabelSelector?: {
                        /** @default {} */
                        matchLabels?: {
                            [key: string]: string;
                        };
                        /** @default [] */
                        matchExpressions?: {
                            key: string;
                            /** @enum {string} */
                            operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
                            /** @default [] */
                            values?: string[];
                        }[];
                    };
                };
                /** @description whether a backup may hold nothing; otherwise a selection that matches nothing fails it */
                allowEmpty?: boolean;
            };
            /**
             * @default false
             * @constant
             */
            crossCloud?: false;
            /** @default true */
            offload?: boolean;
            /** @default {} */
            snapshotClasses?: {
                [key: string]: string;
            };
            /** @default {} */
            localCopies?: {
                /**
                 * @description Of a schedule, for each volume: how many of its newest snapshots stay on the storage of the cluster beside their copies at the location. Those of a backup that no schedule has made stay until it is deleted.
                 * @default 1
                 */
                keep?: number;
                /**
                 * @default keep
                 * @enum {string}
                 */
                onOffloadFailure?: "keep" | "remove";
                /** @default 72h */
                failedFor?: string;
            };
            /** @description the rule whose commands quiesce the application before its volumes are cut */
            preExecRule?: components["schemas"]["Name"];
            /** @description the rule whose commands thaw it, as soon as they are cut, and on every other path */
            postExecRule?: components["schemas"]["Name"];
            /**
             * @description namespace: one after the other is frozen, cut and thawed; all: one cut over all of them
             * @default namespace
             * @enum {string}
             */
            quiesceGroup?: "namespace" | "all";
            /**
             * @description how long an application may be frozen: then it thaws by itself, whatever has become of Snapferry
             * @default 5m
             */
            maxFreeze?: string;
            /**
             * @description what becomes of a backup whose application thawed before all was cut; continue: cut as after a crash, and said
             * @default fail
             * @enum {string}
             */
            onMaxFreeze?: "fail" | "continue";
            fullRead?: boolean;
            snapshotTimeout?: string;
            settings?: {
                resources?: {
                    cpu?: string;
                    memoryMiB?: number;
                };
                snapshotTimeout?: string;
                readyTimeout?: string;
                unreachableTimeout?: string;
                moverStartTimeout?: string;
                moverTimeout?: string;
                operationTimeout?: string;
                moverLimit?: number;
                fullReadEvery?: number;
            };
            /** @default {} */
            labels?: {
                [key: string]: string;
            };
        };
        LikeRequest: {
            /** @description the id of a backup: this one is asked for the same, of what is there now. A field that is given takes the place of the one it was asked for with, as a whole; null takes one away, so that what is usual holds, and is refused for name, cluster, locations and selection, which must be given; GET /v1/backups/{id}/spec has them all */
            like: string;
            name?: string;
            cluster?: components["schemas"]["Name"];
            locations?: components["schemas"]["Name"][];
            selection?: {
                /**
                 * @default namespaces
                 * @constant
                 */
                kind?: "namespaces";
                /**
                 * @description by name, or ["*"]: all but those of the system, which are backed up by their names only
                 * @default []
                 * @example [
                 *       "shop"
                 *     ]
                 */
                namespaces?: string[];
                /** @description namespaces with these labels, beside those that are named; looked up anew on each run of a schedule */
                namespaceLabelSelector?: {
                    /** @default {} */
                    matchLabels?: {
                        [key: string]: string;
                    };
                    /** @default [] */
                    matchExpressions?: {
                        key: string;
                        /** @enum {string} */
                        operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
                        /** @default [] */
                        values?: string[];
                    }[];
                };
                /**
                 * @description of these namespaces, objects of these kinds only; of a claim goes its data
                 * @example [
                 *       {
                 *         "group": "apps",
                 *         "kind": "Deployment"
                 *       }
                 *     ]
                 */
                resourceTypes?: {
                    /** @default  */
                    group?: string;
                    kind: string;
                }[];
                /** @description of these namespaces, objects with these labels only */
                resourceLabelSelector?: {
                    /** @default {} */
                    matchLabels?: {
                        [key: string]: string;
                    };
                    /** @default [] */
                    matchExpressions?: {
                        key: string;
                        /** @enum {string} */
                        operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
                        /** @default [] */
                        values?: string[];
                    }[];
                };
                /** @description single objects, whatever their kinds and labels are, beside those of the namespaces */
                resources?: {
                    /** @default  */
                    group?: string;
                    kind: string;
                    namespace: components["schemas"]["Name"];
                    name: string;
                }[];
                /** @description what stays out though it is selected; so does what is annotated snapferry.dev/exclude: "true" */
                exclude?: {
                    namespaces?: components["schemas"]["Name"][];
                    /** @description claims; they stay out with their data */
                    volumes?: {
                        namespace: components["schemas"]["Name"];
                        name: string;
                    }[];
                    /**
                     * @example [
                     *       {
                     *         "group": "apps",
                     *         "kind": "Deployment"
                     *       }
                     *     ]
                     */
                    resourceTypes?: {
                        /** @default  */
                        group?: string;
                        kind: string;
                    }[];
                    resourceLabelSelector?: {
                        /** @default {} */
                        matchLabels?: {
                            [key: string]: string;
                        };
                        /** @default [] */
                        matchExpressions?: {
                            key: string;
                            /** @enum {string} */
                            operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
                            /** @default [] */
                            values?: string[];
                        }[];
                    };
                };
                /** @description whether a backup may hold nothing; otherwise a selection that matches nothing fails it */
                allowEmpty?: boolean;
            };
            crossCloud?: false | null;
            offload?: boolean | null;
            snapshotClasses?: {
                [key: string]: string;
            } | null;
            localCopies?: {
                /**
                 * @description Of a schedule, for each volume: how many of its newest snapshots stay on the storage of the cluster beside their copies at the location. Those of a backup that no schedule has made stay until it is deleted.
                 * @default 1
                 */
                keep?: number;
                /**
                 * @default keep
                 * @enum {string}
                 */
                onOffloadFailure?: "keep" | "remove";
                /** @default 72h */
                failedFor?: string;
            } | null;
            /** @description the rule whose commands quiesce the application before its volumes are cut */
            preExecRule?: components["schemas"]["Name"] | null;
            /** @description the rule whose commands thaw it, as soon as they are cut, and on every other path */
            postExecRule?: components["schemas"]["Name"] | null;
            /** @description namespace: one after the other is frozen, cut and thawed; all: one cut over all of them */
            quiesceGroup?: ("namespace" | "all") | null;
            /** @description how long an application may be frozen: then it thaws by itself, whatever has become of Snapferry */
            maxFreeze?: string | null;
            /** @description what becomes of a backup whose application thawed before all was cut; continue: cut as after a crash, and said */
            onMaxFreeze?: ("fail" | "continue") | null;
            fullRead?: boolean | null;
            snapshotTimeout?: string | null;
            settings?: {
                resources?: {
                    cpu?: string;
                    memoryMiB?: number;
                };
                snapshotTimeout?: string;
                readyTimeout?: string;
                unreachableTimeout?: string;
                moverStartTimeout?: string;
                moverTimeout?: string;
                operationTimeout?: string;
                moverLimit?: number;
                fullReadEvery?: number;
            } | null;
            labels?: {
                [key: string]: string;
            } | null;
        };
        RestoreRequest: {
            name: string;
            backup: string;
            cluster?: components["schemas"]["Name"];
            /** @default {} */
            namespaceMapping?: {
                [key: string]: components["schemas"]["Name"];
            };
            /** @default {} */
            storageClassMapping?: {
                [key: string]: string;
            };
            /**
             * @description custom resources get the status that they had, where a controller writes it
             * @default false
             */
            restoreStatus?: boolean;
            settings?: {
                resources?: {
                    cpu?: string;
                    memoryMiB?: number;
                };
                snapshotTimeout?: string;
                readyTimeout?: string;
                unreachableTimeout?: string;
                moverStartTimeout?: string;
                moverTimeout?: string;
                operationTimeout?: string;
                moverLimit?: number;
                fullReadEvery?: number;
            };
            /** @default {} */
            labels?: {
                [key: string]: string;
            };
        };
        PolicyRequest: {
            name: components["schemas"]["Name"];
            /**
             * @description of all times of day in the policy
             * @default UTC
             */
            timeZone?: string;
            entries: ({
                id: components["schemas"]["Name"];
                /** @constant */
                kind: "interval";
                every: string;
                /** @description backups of this entry to keep */
                keep: number;
            } | {
                id: components["schemas"]["Name"];
                /** @constant */
                kind: "daily";
                at: string;
                /** @description backups of this entry to keep */
                keep: number;
            } | {
                id: components["schemas"]["Name"];
                /** @constant */
                kind: "weekly";
                days: ("MON" | "TUE" | "WED" | "THU" | "FRI" | "SAT" | "SUN")[];
                at: string;
                /** @description backups of this entry to keep */
                keep: number;
            } | {
                id: components["schemas"]["Name"];
                /** @constant */
                kind: "monthly";
                day: "last" | number;
                at: string;
                /** @description backups of this entry to keep */
                keep: number;
            } | {
                id: components["schemas"]["Name"];
                /** @constant */
                kind: "once";
                at: string;
                /** @description backups of this entry to keep */
                keep: number;
            })[];
            /**
             * @description when the run before is not over: skip this one, or run it afterwards (one at most waits)
             * @default skip
             * @enum {string}
             */
            overlap?: "skip" | "queue";
            /**
             * @description after missed slots: nothing, or one late run for all of them
             * @default runOnce
             * @enum {string}
             */
            missed?: "skip" | "runOnce";
        };
        PolicyUpdate: {
            /**
             * @description of all times of day in the policy
             * @default UTC
             */
            timeZone?: string;
            entries: ({
                id: components["schemas"]["Name"];
                /** @constant */
                kind: "interval";
                every: string;
                /** @description backups of this entry to keep */
                keep: number;
            } | {
                id: components["schemas"]["Name"];
                /** @constant */
                kind: "daily";
                at: string;
                /** @description backups of this entry to keep */
                keep: number;
            } | {
                id: components["schemas"]["Name"];
                /** @constant */
                kind: "weekly";
                days: ("MON" | "TUE" | "WED" | "THU" | "FRI" | "SAT" | "SUN")[];
                at: string;
                /** @description backups of this entry to keep */
                keep: number;
            } | {
                id: components["schemas"]["Name"];
                /** @constant */
                kind: "monthly";
                day: "last" | number;
                at: string;
                /** @description backups of this entry to keep */
                keep: number;
            } | {
                id: components["schemas"]["Name"];
                /** @constant */
                kind: "once";
                at: string;
                /** @description backups of this entry to keep */
                keep: number;
            })[];
            /**
             * @description when the run before is not over: skip this one, or run it afterwards (one at most waits)
             * @default skip
             * @enum {string}
             */
            overlap?: "skip" | "queue";
            /**
             * @description after missed slots: nothing, or one late run for all of them
             * @default runOnce
             * @enum {string}
             */
            missed?: "skip" | "runOnce";
            readonly name?: unknown;
            readonly uid?: unknown;
            readonly generation?: unknown;
            readonly createdAt?: unknown;
            readonly createdBy?: unknown;
            readonly updatedAt?: unknown;
        };
        ScheduleRequest: {
            name: components["schemas"]["Name"];
            policy: components["schemas"]["Name"];
            backup: components["schemas"]["ScheduledBackup"];
            /** @default false */
            suspended?: boolean;
            /**
             * @description claims that were, or may be, deleted on purpose: newer backups without their data take the place of those that have it, and one whose data cannot be read is left out of a run
             * @default []
             * @example [
             *       "shop/cache",
             *       "ci/*"
             *     ]
             */
            mayBeDeleted?: string[];
        };
        ScheduledBackup: {
            cluster: components["schemas"]["Name"];
            locations: components["schemas"]["Name"][];
            selection: {
                /**
                 * @default namespaces
                 * @constant
                 */
                kind?: "namespaces";
                /**
                 * @description by name, or ["*"]: all but those of the system, which are backed up by their names only
                 * @default []
                 * @example [
                 *       "shop"
                 *     ]
                 */
                namespaces?: string[];
                /** @description namespaces with these labels, beside those that are named; looked up anew on each run of a schedule */
                namespaceLabelSelector?: {
                    /** @default {} */
                    matchLabels?: {
                        [key: string]: string;
                    };
                    /** @default [] */
                    matchExpressions?: {
                        key: string;
                        /** @enum {string} */
                        operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
                        /** @default [] */
                        values?: string[];
                    }[];
                };
                /**
                 * @description of these namespaces, objects of these kinds only; of a claim goes its data
                 * @example [
                 *       {
                 *         "group": "apps",
                 *         "kind": "Deployment"
                 *       }
                 *     ]
                 */
                resourceTypes?: {
                    /** @default  */
                    group?: string;
                    kind: string;
                }[];
                /** @description of these namespaces, objects with these labels only */
                resourceLabelSelector?: {
                    /** @default {} */
                    matchLabels?: {
                        [key: string]: string;
                    };
                    /** @default [] */
                    matchExpressions?: {
                        key: string;
                        /** @enum {string} */
                        operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
                        /** @default [] */
                        values?: string[];
                    }[];
                };
                /** @description single objects, whatever their kinds and labels are, beside those of the namespaces */
                resources?: {
                    /** @default  */
                    group?: string;
                    kind: string;
                    namespace: components["schemas"]["Name"];
                    name: string;
                }[];
                /** @description what stays out though it is selected; so does what is annotated snapferry.dev/exclude: "true" */
                exclude?: {
                    namespaces?: components["schemas"]["Name"][];
                    /** @description claims; they stay out with their data */
                    volumes?: {
                        namespace: components["schemas"]["Name"];
                        name: string;
                    }[];
                    /**
                     * @example [
                     *       {
                     *         "group": "apps",
                     *         "kind": "Deployment"
                     *       }
                     *     ]
                     */
                    resourceTypes?: {
                        /** @default  */
                        group?: string;
                        kind: string;
                    }[];
                    resourceLabelSelector?: {
                        /** @default {} */
                        matchLabels?: {
                            [key: string]: string;
                        };
                        /** @default [] */
                        matchExpressions?: {
                            key: string;
                            /** @enum {string} */
                            operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
                            /** @default [] */
                            values?: string[];
                        }[];
                    };
                };
                /** @description whether a backup may hold nothing; otherwise a selection that matches nothing fails it */
                allowEmpty?: boolean;
            };
            /**
             * @default false
             * @constant
             */
            crossCloud?: false;
            /** @default true */
            offload?: boolean;
            /** @default {} */
            snapshotClasses?: {
                [key: string]: string;
            };
            /** @default {} */
            localCopies?: {
                /**
                 * @description Of a schedule, for each volume: how many of its newest snapshots stay on the storage of the cluster beside their copies at the location. Those of a backup that no schedule has made stay until it is deleted.
                 * @default 1
                 */
                keep?: number;
                /**
                 * @default keep
                 * @enum {string}
                 */
                onOffloadFailure?: "keep" | "remove";
                /** @default 72h */
                failedFor?: string;
            };
            /** @description the rule whose commands quiesce the application before its volumes are cut */
            preExecRule?: components["schemas"]["Name"];
            /** @description the rule whose commands thaw it, as soon as they are cut, and on every other path */
            postExecRule?: components["schemas"]["Name"];
            /**
             * @description namespace: one after the other is frozen, cut and thawed; all: one cut over all of them
             * @default namespace
             * @enum {string}
             */
            quiesceGroup?: "namespace" | "all";
            /**
             * @description how long an application may be frozen: then it thaws by itself, whatever has become of Snapferry
             * @default 5m
             */
            maxFreeze?: string;
            /**
             * @description what becomes of a backup whose application thawed before all was cut; continue: cut as after a crash, and said
             * @default fail
             * @enum {string}
             */
            onMaxFreeze?: "fail" | "continue";
            fullRead?: boolean;
            snapshotTimeout?: string;
            settings?: {
                resources?: {
                    cpu?: string;
                    memoryMiB?: number;
                };
                snapshotTimeout?: string;
                readyTimeout?: string;
                unreachableTimeout?: string;
                moverStartTimeout?: string;
                moverTimeout?: string;
                operationTimeout?: string;
                moverLimit?: number;
                fullReadEvery?: number;
            };
            /** @default {} */
            labels?: {
                [key: string]: string;
            };
        };
        ScheduleUpdate: {
            policy: components["schemas"]["Name"];
            backup: components["schemas"]["ScheduledBackup"];
            /**
             * @description claims that were, or may be, deleted on purpose: newer backups without their data take the place of those that have it, and one whose data cannot be read is left out of a run
             * @default []
             * @example [
             *       "shop/cache",
             *       "ci/*"
             *     ]
             */
            mayBeDeleted?: string[];
            readonly name?: unknown;
            readonly uid?: unknown;
            readonly generation?: unknown;
            readonly createdAt?: unknown;
            readonly createdBy?: unknown;
            readonly updatedAt?: unknown;
            readonly suspended?: unknown;
            readonly nextRuns?: unknown;
            readonly running?: unknown;
            readonly queued?: unknown;
            readonly newestGoodAt?: unknown;
            readonly applied?: unknown;
            readonly warnings?: unknown;
        };
        RuleRequest: {
            name: components["schemas"]["Name"];
            description?: string;
            /** @description one after the other */
            actions: {
                /** @description Running pods of each namespace that have these labels */
                podSelector: {
                    /** @default {} */
                    matchLabels?: {
                        [key: string]: string;
                    };
                    /** @default [] */
                    matchExpressions?: {
                        key: string;
                        /** @enum {string} */
                        operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
                        /** @default [] */
                        values?: string[];
                    }[];
                };
                /** @description the first container of the pod if absent */
                container?: components["schemas"]["Name"];
                /** @description runs in the container by `sh -c` */
                command: string;
                /** @description before the cut: takes back what the command did, where that began, or may have, and no post-exec rule is for its container; it may run twice */
                undo?: string;
                /**
                 * @description before the cut: runs on while the volumes are cut; where it is to wait for that, it says ${WAIT_CMD}
                 * @default false
                 */
                background?: boolean;
                /**
                 * @description in the first of the pods by name, not in all of them
                 * @default false
                 */
                runInSinglePod?: boolean;
                /** @default 30s */
                timeout?: string;
                /**
                 * @description whether a command that fails fails the backup
                 * @default fail
                 * @enum {string}
                 */
                onError?: "fail" | "continue";
                /**
                 * @description whether a backup fails of which no namespace has a pod that matches
                 * @default fail
                 * @enum {string}
                 */
                onNoMatch?: "fail" | "warn";
            }[];
        };
        NotificationRequest: {
            /** @constant */
            kind: "sns";
            topicArn: string;
            /**
             * @description backup.recovered: the first whole success of a schedule after a failure or a miss; backup.reduced: a success without data that it should hold, sent also to who asked for backup.failed; backup.damaged: backups that had succeeded were found to lack data at their location (the operation is the one that found it); location.finding: a maintenance found something new amiss at its location
             * @default [
             *       "backup.failed",
             *       "backup.missed",
             *       "backup.reduced",
             *       "backup.recovered",
             *       "backup.damaged",
             *       "restore.failed",
             *       "delete.failed",
             *       "maintenance.failed",
             *       "location.finding"
             *     ]
             */
            events?: ("backup.succeeded" | "backup.reduced" | "backup.failed" | "backup.missed" | "backup.skipped" | "backup.cancelled" | "backup.recovered" | "backup.damaged" | "restore.succeeded" | "restore.failed" | "restore.cancelled" | "delete.failed" | "maintenance.failed" | "validation.failed" | "location.finding")[];
            name: components["schemas"]["Name"];
        } | {
            /** @constant */
            kind: "webhook";
            /** Format: uri */
            url: string;
            secret: string;
            /**
             * @description backup.recovered: the first whole success of a schedule after a failure or a miss; backup.reduced: a success without data that it should hold, sent also to who asked for backup.failed; backup.damaged: backups that had succeeded were found to lack data at their location (the operation is the one that found it); location.finding: a maintenance found something new amiss at its location
             * @default [
             *       "backup.failed",
             *       "backup.missed",
             *       "backup.reduced",
             *       "backup.recovered",
             *       "backup.damaged",
             *       "restore.failed",
             *       "delete.failed",
             *       "maintenance.failed",
             *       "location.finding"
             *     ]
             */
            events?: ("backup.succeeded" | "backup.reduced" | "backup.failed" | "backup.missed" | "backup.skipped" | "backup.cancelled" | "backup.recovered" | "backup.damaged" | "restore.succeeded" | "restore.failed" | "restore.cancelled" | "delete.failed" | "maintenance.failed" | "validation.failed" | "location.finding")[];
            name: components["schemas"]["Name"];
        };
        NotificationUpdate: {
            /** @constant */
            kind: "sns";
            topicArn: string;
            /**
             * @description backup.recovered: the first whole success of a schedule after a failure or a miss; backup.reduced: a success without data that it should hold, sent also to who asked for backup.failed; backup.damaged: backups that had succeeded were found to lack data at their location (the operation is the one that found it); location.finding: a maintenance found something new amiss at its location
             * @default [
             *       "backup.failed",
             *       "backup.missed",
             *       "backup.reduced",
             *       "backup.recovered",
             *       "backup.damaged",
             *       "restore.failed",
             *       "delete.failed",
             *       "maintenance.failed",
             *       "location.finding"
             *     ]
             */
            events?: ("backup.succeeded" | "backup.reduced" | "backup.failed" | "backup.missed" | "backup.skipped" | "backup.cancelled" | "backup.recovered" | "backup.damaged" | "restore.succeeded" | "restore.failed" | "restore.cancelled" | "delete.failed" | "maintenance.failed" | "validation.failed" | "location.finding")[];
            readonly name?: unknown;
            readonly uid?: unknown;
            readonly generation?: unknown;
            readonly createdAt?: unknown;
            readonly createdBy?: unknown;
            readonly updatedAt?: unknown;
            readonly lastDeliveredAt?: unknown;
            readonly failing?: unknown;
            readonly givenUp?: unknown;
        } | {
            /** @constant */
            kind: "webhook";
            /** Format: uri */
            url: string;
            secret?: string;
            /**
             * @description backup.recovered: the first whole success of a schedule after a failure or a miss; backup.reduced: a success without data that it should hold, sent also to who asked for backup.failed; backup.damaged: backups that had succeeded were found to lack data at their location (the operation is the one that found it); location.finding: a maintenance found something new amiss at its location
             * @default [
             *       "backup.failed",
             *       "backup.missed",
             *       "backup.reduced",
             *       "backup.recovered",
             *       "backup.damaged",
             *       "restore.failed",
             *       "delete.failed",
             *       "maintenance.failed",
             *       "location.finding"
             *     ]
             */
            events?: ("backup.succeeded" | "backup.reduced" | "backup.failed" | "backup.missed" | "backup.skipped" | "backup.cancelled" | "backup.recovered" | "backup.damaged" | "restore.succeeded" | "restore.failed" | "restore.cancelled" | "delete.failed" | "maintenance.failed" | "validation.failed" | "location.finding")[];
            readonly name?: unknown;
            readonly uid?: unknown;
            readonly generation?: unknown;
            readonly createdAt?: unknown;
            readonly createdBy?: unknown;
            readonly updatedAt?: unknown;
            readonly lastDeliveredAt?: unknown;
            readonly failing?: unknown;
            readonly givenUp?: unknown;
        };
        Cluster: {
            name: string;
            uid: string;
            /** @description the ETag */
            generation: number;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            createdAt: string;
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            updatedAt: string;
            /** @description uid of the namespace kube-system */
            clusterId: string;
            server: string;
            namespace: string;
            /** @enum {string} */
            accessKind: "kubeconfig" | "token" | "eks";
            hasRestoreAccess: boolean;
            settings: components["schemas"]["SettingsOutput"];
            status: {
                version: string;
                snapshotCrds: boolean;
                /** @description what backups need and its identity may not do */
                deniedPermissions: string[];
                deniedRestorePermissions?: string[];
                /** @description where rules may run commands, `["*"]` for everywhere; of roles bound as the manifests bind them */
                execNamespaces?: string[];
                /** @description what rules lack where they may run commands, or everywhere; backups without rules need none of it */
                deniedExecPermissions?: string[];
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                validatedAt: string;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                lastValidAt?: string;
                /**
                 * Format: date-time
                 * @description of the first of its credentials to end
                 * @example 2026-11-23T09:00:00.000Z
                 */
                credentialsExpireAt?: string;
                /** @example token of access */
                expiringCredential?: string;
                /** @description how many of its namespaces had a good backup when somebody last looked: see GET /v1/protection */
                protection?: {
                    /**
                     * Format: date-time
                     * @example 2026-11-23T09:00:00.000Z
                     */
                    at: string;
                    protected: number;
                    stale: number;
                    never: number;
                };
                /** @enum {string} */
                state: "Valid" | "Invalid";
                /** @description why the last look at it failed */
                reason?: {
                    code: string;
                    message: string;
                    stage?: string;
                };
                /** @description what was found on the cluster that no operation accounts for */
                upkeep?: {
                    /**
                     * Format: date-time
                     * @example 2026-11-23T09:00:00.000Z
                     */
                    at: string;
                    removed: {
                        kind: string;
                        namespace?: string;
                        name: string;
                        operation: string;
                        reason: string;
                    }[];
                    left: {
                        kind: string;
                        namespace?: string;
                        name: string;
                        operation: string;
                        reason: string;
                    }[];
                    /** @description may be the only copy of something: for a person to judge */
                    reported: {
                        kind: string;
                        namespace?: string;
                        name: string;
                        operation: string;
                        reason: string;
                    }[];
                    reason?: {
                        code: string;
                        message: string;
                        stage?: string;
                    };
                };
                credentialsExpired: boolean;
            };
            warnings: string[];
            removed?: {
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                by: string;
                /** @description there were users, which were ended */
                forced: boolean;
            };
        };
        GatewayError: {
            message: string;
        };
        /** @description RFC 9457, with facts of the fault beside these fields */
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            instance: string;
            /** @enum {string} */
            code: "request.invalid" | "request.not_json" | "request.too_large" | "request.not_found" | "request.method_not_allowed" | "request.timeout" | "request.forbidden" | "request.unauthenticated" | "request.idempotency_mismatch" | "request.cursor_invalid" | "request.precondition_required" | "request.precondition_failed" | "name.taken" | "object.in_use" | "settings.cluster_only" | "settings.out_of_bounds" | "cluster.not_found" | "cluster.duplicate" | "cluster.kubeconfig_refused" | "cluster.address_refused" | "cluster.unreachable" | "cluster.unauthorized" | "cluster.forbidden" | "cluster.wants_admin" | "cluster.identity_known" | "cluster.answer_invalid" | "cluster.no_restore_identity" | "cluster.request_refused" | "location.not_found" | "location.not_valid" | "location.wants_admin" | "location.key_mismatch" | "location.owned_by_other_installation" | "location.marker_not_found" | "location.unreachable" | "location.pending" | "location.refused" | "location.credentials_expired" | "location.recovery_key_unacknowledged" | "location.address_refused" | "object.too_large" | "location.no_conditional_write" | "recovery_key.invalid" | "policy.not_found" | "schedule.not_found" | "schedule.entry_not_found" | "slot.missed" | "slot.skipped" | "namespace.not_found" | "namespace.wants_admin" | "selection.empty" | "selection.too_many_namespaces" | "selection.type_not_found" | "selection.object_not_found" | "snapshot_class.ambiguous" | "snapshot_class.not_found" | "snapshot_class.other_driver" | "method.unsupported" | "storage_class.not_found" | "snapshot.failed" | "snapshot.timeout" | "snapshot.ready_timeout" | "snapshot.limit" | "snapshot.not_found" | "volume.claim_bound_elsewhere" | "volume.lost" | "volume.terminating" | "volume.not_found" | "exec.pod_not_found" | "exec.container_not_found" | "exec.container_not_running" | "exec.not_started" | "exec.timed_out" | "exec.outcome_unknown" | "rule.not_found" | "rule.no_match" | "rule.failed" | "rule.timed_out" | "rule.outcome_unknown" | "rule.interrupted" | "rule.thaw_failed" | "thaw.expired" | "mover.failed" | "mover.not_started" | "mover.out_of_memory" | "volume.unsupported_names" | "mover.incomplete" | "repository.failed" | "repository.not_found" | "repository.mismatch" | "repository.unreadable" | "backup.not_found" | "backup.not_restorable" | "backup.damaged" | "backup.newest" | "backup.legal_hold" | "backup.in_use" | "backup.deleting" | "backup.returned" | "deletion.no_cluster" | "backup.sealing" | "operation.not_found" | "operation.ended" | "operation.running" | "seal.invalid" | "seal.not_found" | "part.invalid" | "part.not_found" | "repository.corrupt" | "restore.not_offloaded" | "restore.conflict" | "restore.kind_not_found" | "restore.refused" | "restore.incomplete" | "undo.no_record" | "undo.succeeded" | "undo.incomplete" | "notification.not_found" | "notification.undelivered" | "notification.address_refused" | "notification.topic_refused" | "object.name_collision" | "operation.cancelled" | "operation.deadline" | "execution.not_found" | "execution.superseded" | "execution.lost" | "record.invalid" | "ledger.throttled" | "service.unavailable" | "internal";
            remedy: string;
            requestId: string;
            errors?: {
                pointer?: string;
                parameter?: string;
                message: string;
            }[];
        };
        ChangedCluster: {
            name: string;
            uid: string;
            /** @description the ETag */
            generation: number;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            createdAt: string;
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            updatedAt: string;
            /** @description uid of the namespace kube-system */
            clusterId: string;
            server: string;
            namespace: string;
            /** @enum {string} */
            accessKind: "kubeconfig" | "token" | "eks";
            hasRestoreAccess: boolean;
            settings: components["schemas"]["SettingsOutput"];
            status: {
                version: string;
                snapshotCrds: boolean;
                /** @description what backups need and its identity may not do */
                deniedPermissions: string[];
                deniedRestorePermissions?: string[];
                /** @description where rules may run commands, `["*"]` for everywhere; of roles bound as the manifests bind them */
                execNamespaces?: string[];
                /** @description what rules lack where they may run commands, or everywhere; backups without rules need none of it */
                deniedExecPermissions?: string[];
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                validatedAt: string;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                lastValidAt?: string;
                /**
                 * Format: date-time
                 * @description of the first of its credentials to end
                 * @example 2026-11-23T09:00:00.000Z
                 */
                credentialsExpireAt?: string;
                /** @example token of access */
                expiringCredential?: string;
                /** @description how many of its namespaces had a good backup when somebody last looked: see GET /v1/protection */
                protection?: {
                    /**
                     * Format: date-time
                     * @example 2026-11-23T09:00:00.000Z
                     */
                    at: string;
                    protected: number;
                    stale: number;
                    never: number;
                };
                /** @enum {string} */
                state: "Valid" | "Invalid";
                /** @description why the last look at it failed */
                reason?: {
                    code: string;
                    message: string;
                    stage?: string;
                };
                /** @description what was found on the cluster that no operation accounts for */
                upkeep?: {
                    /**
                     * Format: date-time
                     * @example 2026-11-23T09:00:00.000Z
                     */
                    at: string;
                    removed: {
                        kind: string;
                        namespace?: string;
                        name: string;
                        operation: string;
                        reason: string;
                    }[];
                    left: {
                        kind: string;
                        namespace?: string;
                        name: string;
                        operation: string;
                        reason: string;
                    }[];
                    /** @description may be the only copy of something: for a person to judge */
                    reported: {
                        kind: string;
                        namespace?: string;
                        name: string;
                        operation: string;
                        reason: string;
                    }[];
                    reason?: {
                        code: string;
                        message: string;
                        stage?: string;
                    };
                };
                credentialsExpired: boolean;
            };
            warnings: string[];
            removed?: {
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                by: string;
                /** @description there were users, which were ended */
                forced: boolean;
            };
            /** @description operations that look again at the locations that were not valid from here */
            validations: string[];
        };
        Namespaces: {
            items: {
                name: string;
                phase: string;
                labels: {
                    [key: string]: string;
                };
                createdAt?: string;
                /** @description of the cluster or of Snapferry: `*` does not select it */
                system: boolean;
                /**
                 * @description it is annotated snapferry.dev/exclude: "true": no backup takes anything of it, and nothing of it is counted
                 * @constant
                 */
                keptOut?: true;
                /** @description PersistentVolumeClaims that a backup would hold; absent where they may not be listed */
                claims?: number;
                /** @description of their volumes; of a claim without one, what it asks for */
                claimBytes?: number;
                /** @description how many a backup would collect, without what is annotated to be kept out; absent where not all could be counted: see missingPermissions and unavailable */
                objects?: number;
                /** @description in place of objects where not all could be counted */
                objectsAtLeast?: number;
            }[];
            /** @description there is more: time was over, or the page is full */
            nextCursor?: string;
            /** @description what the backup identity may not read, so that this answer is without it */
            missingPermissions: {
                /** @description empty for the core group */
                group: string;
                resource: string;
                verb: string;
                /** @description absent where it is missing over the whole cluster */
                namespace?: string;
            }[];
            /** @description each group/version whose own API server does not answer */
            unavailable: string[];
        };
        ResourceTypes: {
            items: {
                /** @description as the query parameter `types` takes it */
                type: string;
                group: string;
                version: string;
                kind: string;
                plural: string;
                /** @description how many a backup would collect, without what is annotated to be kept out; absent where not all could be counted: see missingPermissions and unavailable */
                objects?: number;
                /** @description in place of objects where not all could be counted */
                objectsAtLeast?: number;
            }[];
            /** @description there is more: time was over, or the page is full */
            nextCursor?: string;
            /** @description what the backup identity may not read, so that this answer is without it */
            missingPermissions: {
                /** @description empty for the core group */
                group: string;
                resource: string;
                verb: string;
                /** @description absent where it is missing over the whole cluster */
                namespace?: string;
            }[];
            /** @description each group/version whose own API server does not answer */
            unavailable: string[];
        };
        Resources: {
            items: {
                type: string;
                group: string;
                version: string;
                kind: string;
                namespace: string;
                name: string;
                labels: {
                    [key: string]: string;
                };
                createdAt?: string;
                /** @description which object made it, and makes it anew */
                controller?: {
                    apiVersion: string;
                    kind: string;
                    name: string;
                };
                /**
                 * @description it or its namespace is annotated snapferry.dev/exclude: "true": no backup takes it, and no count has it
                 * @constant
                 */
                keptOut?: true;
            }[];
            /** @description there is more: time was over, or the page is full */
            nextCursor?: string;
            /** @description what the backup identity may not read, so that this answer is without it */
            missingPermissions: {
                /** @description empty for the core group */
                group: string;
                resource: string;
                verb: string;
                /** @description absent where it is missing over the whole cluster */
                namespace?: string;
            }[];
            /** @description each group/version whose own API server does not answer */
            unavailable: string[];
        };
        Provisioners: {
            items: {
                provisioner: string;
                /** @enum {string} */
                state: "disabled" | "none" | "default" | "single" | "multiple";
                classes: string[];
                /** @description the class that is taken when none is mapped */
                selected?: string;
                /** @description that a backup would take; without what is annotated to be kept out */
                volumes: number;
            }[];
            /** @description there is more: time was over, or the page is full */
            nextCursor?: string;
            /** @description what the backup identity may not read, so that this answer is without it */
            missingPermissions: {
                /** @description empty for the core group */
                group: string;
                resource: string;
                verb: string;
                /** @description absent where it is missing over the whole cluster */
                namespace?: string;
            }[];
            /** @description claims that are not bound, or to a volume without CSI; absent where a permission is missing */
            volumesWithoutDriver?: number;
        };
        Protection: {
            /** @description of all namespaces of the cluster, whatever was asked for; absent where they may not be listed */
            counts?: {
                protected: number;
                stale: number;
                never: number;
            };
            /** @description namespaces that are on the cluster now, but those that an annotation keeps out, and of the system those that nothing backs up */
            items: {
                namespace: string;
                /**
                 * @description `stale`: the run after its newest good backup is overdue by as long as its schedule waits between two runs, by an hour at least and a day at most; without a schedule that runs: the backup is older than a day
                 * @enum {string}
                 */
                state: "protected" | "stale" | "never";
                /** @description the newest good backup that has all of it */
                newest?: {
                    id: string;
                    name: string;
                    /**
                     * Format: date-time
                     * @example 2026-11-23T09:00:00.000Z
                     */
                    startedAt: string;
                    location?: string;
                    /**
                     * @description its snapshots are the only copy: `offload` was false
                     * @constant
                     */
                    onClusterOnly?: true;
                };
                /**
                 * Format: date-time
                 * @description when it is stale, or since when, if no newer one comes
                 * @example 2026-11-23T09:00:00.000Z
                 */
                staleAt?: string;
                /** @description that select all of it now */
                schedules: {
                    name: string;
                    /** @constant */
                    suspended?: true;
                }[];
            }[];
            nextCursor?: string;
            /**
             * Format: date-time
             * @description there are many backups: of those before, only the newest good one of each schedule was looked at
             * @example 2026-11-23T09:00:00.000Z
             */
            lookedBackTo?: string;
            /** @description what the backup identity may not read, so that this answer is without it */
            missingPermissions: {
                /** @description empty for the core group */
                group: string;
                resource: string;
                verb: string;
                /** @description absent where it is missing over the whole cluster */
                namespace?: string;
            }[];
        };
        NewLocation: {
            name: string;
            uid: string;
            /** @description the ETag */
            generation: number;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            createdAt: string;
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            updatedAt: string;
            /** @constant */
            type: "s3";
            s3: {
                /** Format: uri */
                endpoint: string;
                /** @default us-east-1 */
                region: string;
                bucket: string;
                /** @default  */
                prefix: string;
                /** @default false */
                pathStyle: boolean;
            };
            /** @enum {string} */
            access: "controlPlane" | "cluster";
            /** @description deletes what clusters have left here that are not registered any more */
            gatewayCluster?: string;
            /** @description in its snapferry.json: what keys derive from */
            locationUid?: string;
            /**
             * @description from the control plane
             * @enum {string}
             */
            state: "Valid" | "Invalid" | "NotValidated";
            controlPlane: {
                /** @enum {string} */
                state: "Valid" | "Invalid" | "NotValidated";
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at?: string;
                reason?: {
                    code: string;
                    message: string;
                };
                /**
                 * Format: date-time
                 * @description when a look from this side last found it valid
                 * @example 2026-11-23T09:00:00.000Z
                 */
                lastValidAt?: string;
            };
            clusters: {
                clusterId: string;
                /** @enum {string} */
                state: "Valid" | "Invalid" | "NotValidated";
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at?: string;
                reason?: {
                    code: string;
                    message: string;
                };
                /**
                 * Format: date-time
                 * @description when a look from this side last found it valid
                 * @example 2026-11-23T09:00:00.000Z
                 */
                lastValidAt?: string;
            }[];
            /** @description the last one that ended */
            maintenance?: {
                operationId: string;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                /** @enum {string} */
                phase: "Pending" | "InProgress" | "Succeeded" | "Failed" | "Cancelled" | "Skipped" | "Missed" | "Deleting" | "Deleted";
                /** @description of its repositories, each when it was maintained last; absent in records of earlier releases */
                bytes?: number;
                /** @description repositories with sealed snapshots that cannot be restored */
                damaged?: {
                    repository: string;
                    snapshots: number;
                }[];
            };
            /** @description what the last maintenance found amiss: seals and manifest parts that are gone or altered, seals of deleted backups that came back, repositories that cannot be opened */
            findings: {
                code: string;
                clusterId: string;
                /** @description whose seal or manifest part it is */
                backupId?: string;
                /** @description which repository it is, as clusterId/namespace */
                repository?: string;
                message: string;
            }[];
            recoveryKeyAcknowledged: boolean;
            /**
             * Format: date-time
             * @description where the session token says so
             * @example 2026-11-23T09:00:00.000Z
             */
            credentialsExpireAt?: string;
            credentialsExpired: boolean;
            /**
             * @description in a list with `validFor` and `include=invalid`: why backups of that cluster may not choose it; absent of those that they may
             * @example location attic is not valid from cluster c1: it was not validated since it last changed
             */
            notValidFor?: string;
            warnings: string[];
            removed?: {
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                by: string;
                /** @description there were users, which were ended */
                forced: boolean;
            };
            /** @description only here, and only if it was made: keep it */
            recoveryKey?: string;
        };
        Location: {
            name: string;
            uid: string;
            /** @description the ETag */
            generation: number;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            createdAt: string;
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            updatedAt: string;
            /** @constant */
            type: "s3";
            s3: {
                /** Format: uri */
                endpoint: string;
                /** @default us-east-1 */
                region: string;
                bucket: string;
                /** @default  */
                prefix: string;
                /** @default false */
                pathStyle: boolean;
            };
            /** @enum {string} */
            access: "controlPlane" | "cluster";
            /** @description deletes what clusters have left here that are not registered any more */
            gatewayCluster?: string;
            /** @description in its snapferry.json: what keys derive from */
            locationUid?: string;
            /**
             * @description from the control plane
             * @enum {string}
             */
            state: "Valid" | "Invalid" | "NotValidated";
            controlPlane: {
                /** @enum {string} */
                state: "Valid" | "Invalid" | "NotValidated";
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at?: string;
                reason?: {
                    code: string;
                    message: string;
                };
                /**
                 * Format: date-time
                 * @description when a look from this side last found it valid
                 * @example 2026-11-23T09:00:00.000Z
                 */
                lastValidAt?: string;
            };
            clusters: {
                clusterId: string;
                /** @enum {string} */
                state: "Valid" | "Invalid" | "NotValidated";
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at?: string;
                reason?: {
                    code: string;
                    message: string;
                };
                /**
                 * Format: date-time
                 * @description when a look from this side last found it valid
                 * @example 2026-11-23T09:00:00.000Z
                 */
                lastValidAt?: string;
            }[];
            /** @description the last one that ended */
            maintenance?: {
                operationId: string;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                /** @enum {string} */
                phase: "Pending" | "InProgress" | "Succeeded" | "Failed" | "Cancelled" | "Skipped" | "Missed" | "Deleting" | "Deleted";
                /** @description of its repositories, each when it was maintained last; absent in records of earlier releases */
                bytes?: number;
                /** @description repositories with sealed snapshots that cannot be restored */
                damaged?: {
                    repository: string;
                    snapshots: number;
                }[];
            };
            /** @description what the last maintenance found amiss: seals and manifest parts that are gone or altered, seals of deleted backups that came back, repositories that cannot be opened */
            findings: {
                code: string;
                clusterId: string;
                /** @description whose seal or manifest part it is */
                backupId?: string;
                /** @description which repository it is, as clusterId/namespace */
                repository?: string;
                message: string;
            }[];
            recoveryKeyAcknowledged: boolean;
            /**
             * Format: date-time
             * @description where the session token says so
             * @example 2026-11-23T09:00:00.000Z
             */
            credentialsExpireAt?: string;
            credentialsExpired: boolean;
            /**
             * @description in a list with `validFor` and `include=invalid`: why backups of that cluster may not choose it; absent of those that they may
             * @example location attic is not valid from cluster c1: it was not validated since it last changed
             */
            notValidFor?: string;
            warnings: string[];
            removed?: {
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                by: string;
                /** @description there were users, which were ended */
                forced: boolean;
            };
        };
        ChangedLocation: {
            name: string;
            uid: string;
            /** @description the ETag */
            generation: number;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            createdAt: string;
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            updatedAt: string;
            /** @constant */
            type: "s3";
            s3: {
                /** Format: uri */
                endpoint: string;
                /** @default us-east-1 */
                region: string;
                bucket: string;
                /** @default  */
                prefix: string;
                /** @default false */
                pathStyle: boolean;
            };
            /** @enum {string} */
            access: "controlPlane" | "cluster";
            /** @description deletes what clusters have left here that are not registered any more */
            gatewayCluster?: string;
            /** @description in its snapferry.json: what keys derive from */
            locationUid?: string;
            /**
             * @description from the control plane
             * @enum {string}
             */
            state: "Valid" | "Invalid" | "NotValidated";
            controlPlane: {
                /** @enum {string} */
                state: "Valid" | "Invalid" | "NotValidated";
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at?: string;
                reason?: {
                    code: string;
                    message: string;
                };
                /**
                 * Format: date-time
                 * @description when a look from this side last found it valid
                 * @example 2026-11-23T09:00:00.000Z
                 */
                lastValidAt?: string;
            };
            clusters: {
                clusterId: string;
                /** @enum {string} */
                state: "Valid" | "Invalid" | "NotValidated";
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at?: string;
                reason?: {
                    code: string;
                    message: string;
                };
                /**
                 * Format: date-time
                 * @description when a look from this side last found it valid
                 * @example 2026-11-23T09:00:00.000Z
                 */
                lastValidAt?: string;
            }[];
            /** @description the last one that ended */
            maintenance?: {
                operationId: string;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                /** @enum {string} */
                phase: "Pending" | "InProgress" | "Succeeded" | "Failed" | "Cancelled" | "Skipped" | "Missed" | "Deleting" | "Deleted";
                /** @description of its repositories, each when it was maintained last; absent in records of earlier releases */
                bytes?: number;
                /** @description repositories with sealed snapshots that cannot be restored */
                damaged?: {
                    repository: string;
                    snapshots: number;
                }[];
            };
            /** @description what the last maintenance found amiss: seals and manifest parts that are gone or altered, seals of deleted backups that came back, repositories that cannot be opened */
            findings: {
                code: string;
                clusterId: string;
                /** @description whose seal or manifest part it is */
                backupId?: string;
                /** @description which repository it is, as clusterId/namespace */
                repository?: string;
                message: string;
            }[];
            recoveryKeyAcknowledged: boolean;
            /**
             * Format: date-time
             * @description where the session token says so
             * @example 2026-11-23T09:00:00.000Z
             */
            credentialsExpireAt?: string;
            credentialsExpired: boolean;
            /**
             * @description in a list with `validFor` and `include=invalid`: why backups of that cluster may not choose it; absent of those that they may
             * @example location attic is not valid from cluster c1: it was not validated since it last changed
             */
            notValidFor?: string;
            warnings: string[];
            removed?: {
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                by: string;
                /** @description there were users, which were ended */
                forced: boolean;
            };
            /** @description operations that look at it as it is now, from each cluster that has looked before */
            validations: string[];
        };
        Operation: {
            name: string;
            /** @enum {string} */
            phase: "Pending" | "InProgress" | "Succeeded" | "Failed" | "Cancelled" | "Skipped" | "Missed" | "Deleting" | "Deleted";
            /** @description the state of the state machine that it is in */
            stage?: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            stageStartedAt?: string;
            retryOf?: string;
            /** @description the run of the same schedule that it waits for */
            queuedBehind?: string;
            /** @description nobody and nothing deletes it */
            legalHold?: {
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                by: string;
                reason: string;
            };
            deletion?: {
                operationId: string;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                /** @description a person, or the retention of a schedule */
                by: string;
                /** @description why */
                because: string;
                /** @enum {string} */
                from: "Pending" | "InProgress" | "Succeeded" | "Failed" | "Cancelled" | "Skipped" | "Missed" | "Deleting" | "Deleted";
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                doneAt?: string;
                /** @description what could not be removed, and why */
                left?: string[];
            };
            counts: {
                [key: string]: number;
            };
            bytes: number;
            /** @description of a backup that has ended: what of `bytes` was uploaded */
            uploadedBytes?: number;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            createdAt: string;
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            startedAt?: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            updatedAt: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            finishedAt?: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            deadline: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            cancelRequestedAt?: string;
            cancelRequestedBy?: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            sealingAt?: string;
            sealSha256?: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            unreachableSince?: string;
            /** @description of a restore: what it made is being cleared, or was */
            undo?: {
                operationId: string;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                by: string;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                doneAt?: string;
                /** @description what stayed all the same, and why */
                left?: string[];
            };
            /**
             * Format: date-time
             * @description since when the seal of a backup, or a part of its manifests, is missing or altered at its location, so that it cannot be restored; gone once it is in order again
             * @example 2026-11-23T09:00:00.000Z
             */
            copyLostAt?: string;
            /**
             * Format: date-time
             * @description since when a backup is known to lack data at its location; gone once it is there again
             * @example 2026-11-23T09:00:00.000Z
             */
            damagedAt?: string;
            /** @description the claims whose data is lacking, as namespace/name, at most 100 */
            damagedVolumes?: string[];
            /** @description backups that this operation has found to lack data, at most 100 */
            damagedBackups?: string[];
            /** @description of a schedule: claims that the whole backup before it (`than`) has data of, and this one has not */
            lacks?: {
                /**
                 * @description `namespace/name`, 20 at most
                 * @example [
                 *       "shop/data"
                 *     ]
                 */
                claims: string[];
                count: number;
                than: string;
            };
            /** @description retention keeps it beyond its turn: claims that no newer backup has data of */
            onlyDataOf?: {
                /**
                 * @description `namespace/name`, 20 at most
                 * @example [
                 *       "shop/data"
                 *     ]
                 */
                claims: string[];
                count: number;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                since: string;
            };
            residuals: {
                kind: string;
                namespace?: string;
                name: string;
                reason: string;
            }[];
            /**
             * Format: date-time
             * @description of a deletion that has failed half-way: when another one goes on
             * @example 2026-11-23T09:00:00.000Z
             */
            nextTryAt?: string;
            labels: {
                [key: string]: string;
            };
            epoch: number;
            executionArn?: string;
            /** @description the newest 10 */
            executions: {
                arn: string;
                epoch: number;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                startedAt: string;
                /**
                 * @description which definition of its state machine it runs by
                 * @example 9f2c41d0
                 */
                definition?: string;
            }[];
            id: string;
            /** @enum {string} */
            kind: "backup" | "restore" | "delete" | "validation" | "import" | "maintenance" | "undo" | "simulation";
            cluster: string;
            clusterId: string;
            /** @description of a restore onto another cluster: the one that the backup was made on */
            sourceCluster?: string;
            sourceClusterId?: string;
            location?: string;
            /** @description of a restore: the backup that it brings back */
            backup?: string;
            /** @description of a backup of a schedule: which run of which entries of its policy */
            slot?: {
                schedule: string;
                entries: string[];
                /** @example 2026-11-26T02:00:00Z */
                scheduledTime: string;
                /** @constant */
                late?: true;
                /** @constant */
                onDemand?: true;
            };
            /** @description those that it backs up, or restores into; absent of other kinds, until a selection by labels has come to some, and of restores of earlier releases */
            namespaces?: {
                /** @description 5 at most */
                names: string[];
                count: number;
            };
            /** @description how many it deals with; absent until it has looked them up */
            volumes?: number;
            /** @description from startedAt to finishedAt */
            durationSeconds?: number;
            /** @description of a backup that has Succeeded: how many claims it has data of */
            holds?: {
                volumes: number;
            };
            error?: components["schemas"]["Failure"];
            /** @description of one backup, not in lists: also what is amiss now with its cluster and location */
            warnings: string[];
            /**
             * Format: date-time
             * @description of a backup that has failed: when the local copies that it has kept go, if no success takes them before
             * @example 2026-11-23T09:00:00.000Z
             */
            localCopiesUntil?: string;
            /** @description what it went through, oldest first: each state of each epoch, the newest 100; it stays when the execution is forgotten. Absent in records of earlier releases */
            stages?: {
                /**
                 * @description as the state machine names it
                 * @example CheckOffloads
                 */
                state: string;
                /** @description of which execution; see `executions` */
                epoch: number;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                enteredAt: string;
                /**
                 * Format: date-time
                 * @description absent while it is there, and for the state in which an execution was lost
                 * @example 2026-11-23T09:00:00.000Z
                 */
                leftAt?: string;
                /** @description how often its function ran: once for each look at what it waits for */
                visits: number;
                /** @description how often its function ran once more for the same visit, after an error or a timeout */
                retries: number;
                /** @description the code of the fault with which it ended */
                failure?: string;
                /** @description what its function said last */
                counts?: {
                    [key: string]: number;
                };
                bytes?: number;
            }[];
            /** @description of a maintenance: its repositories, 200 at most */
            maintained?: {
                clusterId: string;
                namespace: string;
                full: boolean;
                /** @enum {string} */
                phase: "Waiting" | "Running" | "Done" | "Failed";
                bytesBefore?: number;
                bytesAfter?: number;
                snapshots?: number;
                removedSnapshots?: number;
                /**
                 * @description full: every sealed snapshot was walked, and a share of the data read
                 * @enum {string}
                 */
                checked?: "quick" | "full";
                /** @description whether data was found lost that the next backups write anew */
                repaired?: boolean;
                /** @description contents that the next uploads write anew */
                marked?: number;
                /** @description whether something in it cannot be read: nothing is collected as garbage meanwhile */
                broken?: boolean;
                /** @description sealed snapshots that cannot be restored */
                damagedSnapshots?: number;
            }[];
            /** @description of a backup: what of its selection it has no data of, and why; 50 at most */
            unprotected?: {
                namespace: string;
                pvc?: string;
                /**
                 * @description Lost, Terminating and Unsupported have failed the backup
                 * @enum {string}
                 */
                outcome: "Excluded" | "NoData" | "Ephemeral" | "Gone" | "NamespaceGone" | "Lost" | "Terminating" | "Unsupported";
                reason: string;
                /**
                 * @description the schedule says that it may be deleted
                 * @constant
                 */
                meant?: true;
                /** @description it has data that cannot be read, and was left out by this word */
                allowedBy?: string;
            }[];
            /** @description of a schedule: the namespaces that have joined and left its selection since the run before */
            sinceBefore?: {
                /** @description the run of the schedule before it */
                than: string;
                /** @description namespaces that are selected now, and were not then */
                joined: string[];
                /** @description namespaces that were selected then, and are not now */
                left: {
                    namespace: string;
                    /**
                     * @description `gone`: it is not there any more; `unselected`: it is, and the selection does not take it any more
                     * @enum {string}
                     */
                    why: "gone" | "unselected";
                }[];
            };
            /** @description of a backup: what its selection takes and somebody keeps out of it, and by what */
            keptOut?: {
                count: number;
                /** @description 50 at most */
                objects: {
                    /**
                     * @description with its group
                     * @example Deployment.apps
                     */
                    kind: string;
                    namespace?: string;
                    name: string;
                    /**
                     * @description `annotation`: snapferry.dev/exclude on the object; else the field of the selection
                     * @enum {string}
                     */
                    by: "annotation" | "exclude.namespaces" | "exclude.volumes" | "exclude.resourceTypes" | "exclude.resourceLabelSelector";
                }[];
            };
            /** @description of a backup: what its workloads mount or refer to, and is not in it */
            leftOut?: {
                count: number;
                /** @description 50 at most */
                objects: {
                    /**
                     * @description with its group
                     * @example Deployment.apps
                     */
                    kind: string;
                    namespace?: string;
                    name: string;
                    /**
                     * @description the workload
                     * @example Deployment.apps web
                     */
                    by: string;
                }[];
            };
            /** @description of a simulation: what it has found; its volumes are listed by GET /v1/operations/{id}/volumes */
            simulation?: {
                /** @description what it would be refused or fail for, as it would say it; empty: nothing that can be seen now */
                problems: components["schemas"]["Failure"][];
                /**
                 * @description what its identity on the cluster may not do, and Snapferry asks for; 200 at most
                 * @example [
                 *       "create volumesnapshots.snapshot.storage.k8s.io in shop"
                 *     ]
                 */
                missingPermissions: string[];
                /** @description of a backup: those that the selection comes to; of a restore: those that it would bring objects into */
                namespaces: string[];
                /** @description that would be stored, or created, by kind, in the order of their names */
                objects: {
                    /**
                     * @description with its group
                     * @example Deployment.apps
                     */
                    kind: string;
                    count: number;
                }[];
                /** @description volumes that have as many snapshots as their driver allows; 100 at most */
                room: {
                    namespace: string;
                    pvc: string;
                    /** @description that it has now, whoever made them */
                    snapshots: number;
                    /** @description that its driver allows */
                    most: number;
                    /** @description the backup whose snapshot on the cluster would give way; absent where none may, and the backup fails */
                    givesWay?: string;
                }[];
                /** @description of a backup with rules: the containers in which each of their actions would run */
                actions?: {
                    count: number;
                    /** @description in the order in which they would begin, freeze after freeze; 100 at most */
                    actions: {
                        /** @description of the volumes that are cut together */
                        group: number;
                        /**
                         * @description undo: what takes an action of the pre-exec rule back, where no post-exec action is for its container
                         * @enum {string}
                         */
                        does: "preExec" | "undo" | "postExec";
                        /** @description which action of its rule, from 0 */
                        action: number;
                        namespace: string;
                        pod: string;
                        container: string;
                    }[];
                };
                /** @description of a restore: those of its namespaces that it would make */
                newNamespaces?: string[];
                /** @description that volumes of a restore need */
                missingStorageClasses?: string[];
                /** @description what a restore would create, and the target has already */
                conflicts?: {
                    count: number;
                    /**
                     * @description 50 at most
                     * @example [
                     *       "ConfigMap shop/settings"
                     *     ]
                     */
                    objects: string[];
                };
                /** @description what the target, asked by a dry run, would not take, and why */
                refused?: {
                    count: number;
                    /**
                     * @description 50 at most
                     * @example [
                     *       "ConfigMap shop/settings"
                     *     ]
                     */
                    objects: string[];
                };
                /** @description what does not fit into ResourceQuotas of namespaces that are there; those with scopes are not looked at */
                overQuota?: {
                    namespace: string;
                    /** @description the ResourceQuota */
                    quota: string;
                    /**
                     * @description as it names it
                     * @example requests.storage
                     */
                    resource: string;
                    /** @description in bytes, cores or pieces */
                    hard: number;
                    used: number;
                    /** @description by the objects that would be created, and the pods that their controllers make */
                    wanted: number;
                }[];
                estimate?: {
                    /** @description of the data of its volumes; of one that was never uploaded, its capacity */
                    bytes: number;
                    /** @description that would go over the network, if it is as much as last time */
                    uploadBytes: number;
                    /** @description from its start to its end */
                    seconds: number;
                    /** @description volumes of which an upload of before tells; of the others it is a guess */
                    known: number;
                    guessed: number;
                };
                transitions?: {
                    /** @description of its state machine, if it takes as long as estimated; they do not grow with the volumes */
                    count: number;
                    /** @description at the list price of us-east-1 */
                    dollars: number;
                };
            };
            /** @description of a backup with rules: how long the applications of each freeze group stood still; the longest 50 */
            freezes?: {
                /** @description of the volumes that are cut together */
                group: number;
                /** @description of the group, 20 at most */
                namespaces: string[];
                /**
                 * Format: date-time
                 * @description when the applications thaw by themselves, whatever becomes of Snapferry
                 * @example 2026-11-23T09:00:00.000Z
                 */
                until?: string;
                /** @description how many commands its rules run, or would */
                actions?: number;
                /**
                 * Format: date-time
                 * @description when the first pre-exec command began
                 * @example 2026-11-23T09:00:00.000Z
                 */
                startedAt?: string;
                /**
                 * Format: date-time
                 * @description when all volumes of the group were seen to be cut
                 * @example 2026-11-23T09:00:00.000Z
                 */
                cutAt?: string;
                /**
                 * Format: date-time
                 * @description when the last post-exec command had ended; absent where nobody knows
                 * @example 2026-11-23T09:00:00.000Z
                 */
                thawedAt?: string;
                /** @description from the first pre-exec command to the end of the last post-exec command */
                seconds?: number;
                /** @description of that time, what the commands themselves took; side by side they count once */
                commandSeconds?: number;
                /**
                 * @description timer: in one container at least it had come to the deadline
                 * @enum {string}
                 */
                thawedBy?: "us" | "timer";
                /** @description why an application may not have been thawed */
                thawFailed?: string;
                /** @description why its volumes are cut as after a crash, and not quiesced */
                crashConsistent?: string;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                endedAt?: string;
            }[];
            /**
             * @description of its newest execution: which definition of the state machine it runs by, as `definitionHash` of infra/read-machines.ts makes it of the file; absent before it begins, and in records of earlier releases
             * @example 9f2c41d0
             */
            definition?: string;
            spec: {
                [key: string]: unknown;
            };
        };
        Failure: {
            code: string;
            message: string;
            stage?: string;
            remedy: string;
        };
        RecoveryKey: {
            recoveryKey?: string;
        };
        OperationSummary: {
            name: string;
            /** @enum {string} */
            phase: "Pending" | "InProgress" | "Succeeded" | "Failed" | "Cancelled" | "Skipped" | "Missed" | "Deleting" | "Deleted";
            /** @description the state of the state machine that it is in */
            stage?: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            stageStartedAt?: string;
            retryOf?: string;
            /** @description the run of the same schedule that it waits for */
            queuedBehind?: string;
            /** @description nobody and nothing deletes it */
            legalHold?: {
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                by: string;
                reason: string;
            };
            deletion?: {
                operationId: string;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                /** @description a person, or the retention of a schedule */
                by: string;
                /** @description why */
                because: string;
                /** @enum {string} */
                from: "Pending" | "InProgress" | "Succeeded" | "Failed" | "Cancelled" | "Skipped" | "Missed" | "Deleting" | "Deleted";
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                doneAt?: string;
                /** @description what could not be removed, and why */
                left?: string[];
            };
            counts: {
                [key: string]: number;
            };
            bytes: number;
            /** @description of a backup that has ended: what of `bytes` was uploaded */
            uploadedBytes?: number;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            createdAt: string;
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            startedAt?: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            updatedAt: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            finishedAt?: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            deadline: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            cancelRequestedAt?: string;
            cancelRequestedBy?: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            sealingAt?: string;
            sealSha256?: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            unreachableSince?: string;
            /** @description of a restore: what it made is being cleared, or was */
            undo?: {
                operationId: string;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                by: string;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                doneAt?: string;
                /** @description what stayed all the same, and why */
                left?: string[];
            };
            /**
             * Format: date-time
             * @description since when the seal of a backup, or a part of its manifests, is missing or altered at its location, so that it cannot be restored; gone once it is in order again
             * @example 2026-11-23T09:00:00.000Z
             */
            copyLostAt?: string;
            /**
             * Format: date-time
             * @description since when a backup is known to lack data at its location; gone once it is there again
             * @example 2026-11-23T09:00:00.000Z
             */
            damagedAt?: string;
            /** @description the claims whose data is lacking, as namespace/name, at most 100 */
            damagedVolumes?: string[];
            /** @description backups that this operation has found to lack data, at most 100 */
            damagedBackups?: string[];
            /** @description of a schedule: claims that the whole backup before it (`than`) has data of, and this one has not */
            lacks?: {
                /**
                 * @description `namespace/name`, 20 at most
                 * @example [
                 *       "shop/data"
                 *     ]
                 */
                claims: string[];
                count: number;
                than: string;
            };
            /** @description retention keeps it beyond its turn: claims that no newer backup has data of */
            onlyDataOf?: {
                /**
                 * @description `namespace/name`, 20 at most
                 * @example [
                 *       "shop/data"
                 *     ]
                 */
                claims: string[];
                count: number;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                since: string;
            };
            residuals: {
                kind: string;
                namespace?: string;
                name: string;
                reason: string;
            }[];
            /**
             * Format: date-time
             * @description of a deletion that has failed half-way: when another one goes on
             * @example 2026-11-23T09:00:00.000Z
             */
            nextTryAt?: string;
            labels: {
                [key: string]: string;
            };
            epoch: number;
            executionArn?: string;
            /** @description the newest 10 */
            executions: {
                arn: string;
                epoch: number;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                startedAt: string;
                /**
                 * @description which definition of its state machine it runs by
                 * @example 9f2c41d0
                 */
                definition?: string;
            }[];
            id: string;
            /** @enum {string} */
            kind: "backup" | "restore" | "delete" | "validation" | "import" | "maintenance" | "undo" | "simulation";
            cluster: string;
            clusterId: string;
            /** @description of a restore onto another cluster: the one that the backup was made on */
            sourceCluster?: string;
            sourceClusterId?: string;
            location?: string;
            /** @description of a restore: the backup that it brings back */
            backup?: string;
            /** @description of a backup of a schedule: which run of which entries of its policy */
            slot?: {
                schedule: string;
                entries: string[];
                /** @example 2026-11-26T02:00:00Z */
                scheduledTime: string;
                /** @constant */
                late?: true;
                /** @constant */
                onDemand?: true;
            };
            /** @description those that it backs up, or restores into; absent of other kinds, until a selection by labels has come to some, and of restores of earlier releases */
            namespaces?: {
                /** @description 5 at most */
                names: string[];
                count: number;
            };
            /** @description how many it deals with; absent until it has looked them up */
            volumes?: number;
            /** @description from startedAt to finishedAt */
            durationSeconds?: number;
            /** @description of a backup that has Succeeded: how many claims it has data of */
            holds?: {
                volumes: number;
            };
            error?: components["schemas"]["Failure"];
            /** @description of one backup, not in lists: also what is amiss now with its cluster and location */
            warnings: string[];
            /**
             * Format: date-time
             * @description of a backup that has failed: when the local copies that it has kept go, if no success takes them before
             * @example 2026-11-23T09:00:00.000Z
             */
            localCopiesUntil?: string;
        };
        Event: {
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            at: string;
            type: string;
            message: string;
            details?: {
                [key: string]: unknown;
            };
        };
        Volume: {
            namespace: string;
            pvc: string;
            pvcUid: string;
            provisioner?: string;
            storageClass?: string;
            /** @enum {string} */
            volumeMode: "Filesystem" | "Block";
            capacityBytes: number;
            /** @enum {string} */
            method?: "csi" | "csi+offload" | "direct" | "portworx";
            why: string;
            volumeSnapshotClass?: string;
            /** @enum {string} */
            phase: "Pending" | "SnapshotPending" | "SnapshotTaken" | "Ready" | "Adopted" | "Uploading" | "Restoring" | "Binding" | "Deleting" | "Done" | "Failed" | "Excluded" | "NoData" | "Ephemeral" | "Gone";
            localCopy?: {
                namespace: string;
                volumeSnapshot: string;
                content: string;
                handle: string;
                /** @enum {string} */
                keptFor?: "backup" | "retry";
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                releasedAt?: string;
            };
            restored?: {
                namespace: string;
                temporaryClaim?: string;
                temporaryClaimUid?: string;
                pv?: string;
                pvUid?: string;
                reclaimPolicy?: string;
                claimUid?: string;
            };
            timings: {
                requestedAt?: string;
                cutAt?: string;
                readyAt?: string;
                adoptedAt?: string;
                launchedAt?: string;
                movedAt?: string;
                boundAt?: string;
            };
            progress?: {
                bytes: number;
                totalBytes?: number;
                bytesPerSecond?: number;
                secondsLeft?: number;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
            };
            result?: {
                kopiaId: string;
                files: number;
                dirs: number;
                symlinks: number;
                bytes: number;
                uploadedBytes?: number;
                seconds?: number;
                hashedFiles?: number;
                cachedFiles?: number;
                fuzzy?: boolean;
                /** @description whether every file was read; otherwise those whose size, time, mode or owner changed */
                fullRead?: boolean;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                lastFullReadAt?: string;
                /** @description files whose names are no UTF-8, saved beside the snapshot */
                rawNames?: {
                    kopiaId: string;
                    entries: number;
                    sum: string;
                };
            };
            id: string;
            attempt: number;
            snapshot?: {
                name: string;
                driver: string;
                handle: string;
                creationTime: string;
                restoreSizeBytes?: number;
            };
            /** @description of its data, over the time that its mover ran; once that has ended */
            bytesPerSecond?: number;
            reason?: components["schemas"]["Failure"];
        };
        ResourceCount: {
            kind: string;
            group: string;
            namespace?: string;
            count: number;
        };
        Backup: {
            name: string;
            /** @enum {string} */
            phase: "Pending" | "InProgress" | "Succeeded" | "Failed" | "Cancelled" | "Skipped" | "Missed" | "Deleting" | "Deleted";
            /** @description the state of the state machine that it is in */
            stage?: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            stageStartedAt?: string;
            retryOf?: string;
            /** @description the run of the same schedule that it waits for */
            queuedBehind?: string;
            /** @description nobody and nothing deletes it */
            legalHold?: {
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                by: string;
                reason: string;
            };
            deletion?: {
                operationId: string;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                /** @description a person, or the retention of a schedule */
                by: string;
                /** @description why */
                because: string;
                /** @enum {string} */
                from: "Pending" | "InProgress" | "Succeeded" | "Failed" | "Cancelled" | "Skipped" | "Missed" | "Deleting" | "Deleted";
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                doneAt?: string;
                /** @description what could not be removed, and why */
                left?: string[];
            };
            counts: {
                [key: string]: number;
            };
            bytes: number;
            /** @description of a backup that has ended: what of `bytes` was uploaded */
            uploadedBytes?: number;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            createdAt: string;
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            startedAt?: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            updatedAt: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            finishedAt?: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            deadline: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            cancelRequestedAt?: string;
            cancelRequestedBy?: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            sealingAt?: string;
            sealSha256?: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            unreachableSince?: string;
            /** @description of a restore: what it made is being cleared, or was */
            undo?: {
                operationId: string;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                by: string;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                doneAt?: string;
                /** @description what stayed all the same, and why */
                left?: string[];
            };
            /**
             * Format: date-time
             * @description since when the seal of a backup, or a part of its manifests, is missing or altered at its location, so that it cannot be restored; gone once it is in order again
             * @example 2026-11-23T09:00:00.000Z
             */
            copyLostAt?: string;
            /**
             * Format: date-time
             * @description since when a backup is known to lack data at its location; gone once it is there again
             * @example 2026-11-23T09:00:00.000Z
             */
            damagedAt?: string;
            /** @description the claims whose data is lacking, as namespace/name, at most 100 */
            damagedVolumes?: string[];
            /** @description backups that this operation has found to lack data, at most 100 */
            damagedBackups?: string[];
            /** @description of a schedule: claims that the whole backup before it (`than`) has data of, and this one has not */
            lacks?: {
                /**
                 * @description `namespace/name`, 20 at most
                 * @example [
                 *       "shop/data"
                 *     ]
                 */
                claims: string[];
                count: number;
                than: string;
            };
            /** @description retention keeps it beyond its turn: claims that no newer backup has data of */
            onlyDataOf?: {
                /**
                 * @description `namespace/name`, 20 at most
                 * @example [
                 *       "shop/data"
                 *     ]
                 */
                claims: string[];
                count: number;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                since: string;
            };
            residuals: {
                kind: string;
                namespace?: string;
                name: string;
                reason: string;
            }[];
            /**
             * Format: date-time
             * @description of a deletion that has failed half-way: when another one goes on
             * @example 2026-11-23T09:00:00.000Z
             */
            nextTryAt?: string;
            labels: {
                [key: string]: string;
            };
            epoch: number;
            executionArn?: string;
            /** @description the newest 10 */
            executions: {
                arn: string;
                epoch: number;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                startedAt: string;
                /**
                 * @description which definition of its state machine it runs by
                 * @example 9f2c41d0
                 */
                definition?: string;
            }[];
            id: string;
            /** @enum {string} */
            kind: "backup" | "restore" | "delete" | "validation" | "import" | "maintenance" | "undo" | "simulation";
            cluster: string;
            clusterId: string;
            /** @description of a restore onto another cluster: the one that the backup was made on */
            sourceCluster?: string;
            sourceClusterId?: string;
            location?: string;
            /** @description of a restore: the backup that it brings back */
            backup?: string;
            /** @description of a backup of a schedule: which run of which entries of its policy */
            slot?: {
                schedule: string;
                entries: string[];
                /** @example 2026-11-26T02:00:00Z */
                scheduledTime: string;
                /** @constant */
                late?: true;
                /** @constant */
                onDemand?: true;
            };
            /** @description those that it backs up, or restores into; absent of other kinds, until a selection by labels has come to some, and of restores of earlier releases */
            namespaces?: {
                /** @description 5 at most */
                names: string[];
                count: number;
            };
            /** @description how many it deals with; absent until it has looked them up */
            volumes?: number;
            /** @description from startedAt to finishedAt */
            durationSeconds?: number;
            /** @description of a backup that has Succeeded: how many claims it has data of */
            holds?: {
                volumes: number;
            };
            error?: components["schemas"]["Failure"];
            /** @description of one backup, not in lists: also what is amiss now with its cluster and location */
            warnings: string[];
            /**
             * Format: date-time
             * @description of a backup that has failed: when the local copies that it has kept go, if no success takes them before
             * @example 2026-11-23T09:00:00.000Z
             */
            localCopiesUntil?: string;
            /** @description what it went through, oldest first: each state of each epoch, the newest 100; it stays when the execution is forgotten. Absent in records of earlier releases */
            stages?: {
                /**
                 * @description as the state machine names it
                 * @example CheckOffloads
                 */
                state: string;
                /** @description of which execution; see `executions` */
                epoch: number;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                enteredAt: string;
                /**
                 * Format: date-time
                 * @description absent while it is there, and for the state in which an execution was lost
                 * @example 2026-11-23T09:00:00.000Z
                 */
                leftAt?: string;
                /** @description how often its function ran: once for each look at what it waits for */
                visits: number;
                /** @description how often its function ran once more for the same visit, after an error or a timeout */
                retries: number;
                /** @description the code of the fault with which it ended */
                failure?: string;
                /** @description what its function said last */
                counts?: {
                    [key: string]: number;
                };
                bytes?: number;
            }[];
            /** @description of a maintenance: its repositories, 200 at most */
            maintained?: {
                clusterId: string;
                namespace: string;
                full: boolean;
                /** @enum {string} */
                phase: "Waiting" | "Running" | "Done" | "Failed";
                bytesBefore?: number;
                bytesAfter?: number;
                snapshots?: number;
                removedSnapshots?: number;
                /**
                 * @description full: every sealed snapshot was walked, and a share of the data read
                 * @enum {string}
                 */
                checked?: "quick" | "full";
                /** @description whether data was found lost that the next backups write anew */
                repaired?: boolean;
                /** @description contents that the next uploads write anew */
                marked?: number;
                /** @description whether something in it cannot be read: nothing is collected as garbage meanwhile */
                broken?: boolean;
                /** @description sealed snapshots that cannot be restored */
                damagedSnapshots?: number;
            }[];
            /** @description of a backup: what of its selection it has no data of, and why; 50 at most */
            unprotected?: {
                namespace: string;
                pvc?: string;
                /**
                 * @description Lost, Terminating and Unsupported have failed the backup
                 * @enum {string}
                 */
                outcome: "Excluded" | "NoData" | "Ephemeral" | "Gone" | "NamespaceGone" | "Lost" | "Terminating" | "Unsupported";
                reason: string;
                /**
                 * @description the schedule says that it may be deleted
                 * @constant
                 */
                meant?: true;
                /** @description it has data that cannot be read, and was left out by this word */
                allowedBy?: string;
            }[];
            /** @description of a schedule: the namespaces that have joined and left its selection since the run before */
            sinceBefore?: {
                /** @description the run of the schedule before it */
                than: string;
                /** @description namespaces that are selected now, and were not then */
                joined: string[];
                /** @description namespaces that were selected then, and are not now */
                left: {
                    namespace: string;
                    /**
                     * @description `gone`: it is not there any more; `unselected`: it is, and the selection does not take it any more
                     * @enum {string}
                     */
                    why: "gone" | "unselected";
                }[];
            };
            /** @description of a backup: what its selection takes and somebody keeps out of it, and by what */
            keptOut?: {
                count: number;
                /** @description 50 at most */
                objects: {
                    /**
                     * @description with its group
                     * @example Deployment.apps
                     */
                    kind: string;
                    namespace?: string;
                    name: string;
                    /**
                     * @description `annotation`: snapferry.dev/exclude on the object; else the field of the selection
                     * @enum {string}
                     */
                    by: "annotation" | "exclude.namespaces" | "exclude.volumes" | "exclude.resourceTypes" | "exclude.resourceLabelSelector";
                }[];
            };
            /** @description of a backup: what its workloads mount or refer to, and is not in it */
            leftOut?: {
                count: number;
                /** @description 50 at most */
                objects: {
                    /**
                     * @description with its group
                     * @example Deployment.apps
                     */
                    kind: string;
                    namespace?: string;
                    name: string;
                    /**
                     * @description the workload
                     * @example Deployment.apps web
                     */
                    by: string;
                }[];
            };
            /** @description of a simulation: what it has found; its volumes are listed by GET /v1/operations/{id}/volumes */
            simulation?: {
                /** @description what it would be refused or fail for, as it would say it; empty: nothing that can be seen now */
                problems: components["schemas"]["Failure"][];
                /**
                 * @description what its identity on the cluster may not do, and Snapferry asks for; 200 at most
                 * @example [
                 *       "create volumesnapshots.snapshot.storage.k8s.io in shop"
                 *     ]
                 */
                missingPermissions: string[];
                /** @description of a backup: those that the selection comes to; of a restore: those that it would bring objects into */
                namespaces: string[];
                /** @description that would be stored, or created, by kind, in the order of their names */
                objects: {
                    /**
                     * @description with its group
                     * @example Deployment.apps
                     */
                    kind: string;
                    count: number;
                }[];
                /** @description volumes that have as many snapshots as their driver allows; 100 at most */
                room: {
                    namespace: string;
                    pvc: string;
                    /** @description that it has now, whoever made them */
                    snapshots: number;
                    /** @description that its driver allows */
                    most: number;
                    /** @description the backup whose snapshot on the cluster would give way; absent where none may, and the backup fails */
                    givesWay?: string;
                }[];
                /** @description of a backup with rules: the containers in which each of their actions would run */
                actions?: {
                    count: number;
                    /** @description in the order in which they would begin, freeze after freeze; 100 at most */
                    actions: {
                        /** @description of the volumes that are cut together */
                        group: number;
                        /**
                         * @description undo: what takes an action of the pre-exec rule back, where no post-exec action is for its container
                         * @enum {string}
                         */
                        does: "preExec" | "undo" | "postExec";
                        /** @description which action of its rule, from 0 */
                        action: number;
                        namespace: string;
                        pod: string;
                        container: string;
                    }[];
                };
                /** @description of a restore: those of its namespaces that it would make */
                newNamespaces?: string[];
                /** @description that volumes of a restore need */
                missingStorageClasses?: string[];
                /** @description what a restore would create, and the target has already */
                conflicts?: {
                    count: number;
                    /**
                     * @description 50 at most
                     * @example [
                     *       "ConfigMap shop/settings"
                     *     ]
                     */
                    objects: string[];
                };
                /** @description what the target, asked by a dry run, would not take, and why */
                refused?: {
                    count: number;
                    /**
                     * @description 50 at most
                     * @example [
                     *       "ConfigMap shop/settings"
                     *     ]
                     */
                    objects: string[];
                };
                /** @description what does not fit into ResourceQuotas of namespaces that are there; those with scopes are not looked at */
                overQuota?: {
                    namespace: string;
                    /** @description the ResourceQuota */
                    quota: string;
                    /**
                     * @description as it names it
                     * @example requests.storage
                     */
                    resource: string;
                    /** @description in bytes, cores or pieces */
                    hard: number;
                    used: number;
                    /** @description by the objects that would be created, and the pods that their controllers make */
                    wanted: number;
                }[];
                estimate?: {
                    /** @description of the data of its volumes; of one that was never uploaded, its capacity */
                    bytes: number;
                    /** @description that would go over the network, if it is as much as last time */
                    uploadBytes: number;
                    /** @description from its start to its end */
                    seconds: number;
                    /** @description volumes of which an upload of before tells; of the others it is a guess */
                    known: number;
                    guessed: number;
                };
                transitions?: {
                    /** @description of its state machine, if it takes as long as estimated; they do not grow with the volumes */
                    count: number;
                    /** @description at the list price of us-east-1 */
                    dollars: number;
                };
            };
            /** @description of a backup with rules: how long the applications of each freeze group stood still; the longest 50 */
            freezes?: {
                /** @description of the volumes that are cut together */
                group: number;
                /** @description of the group, 20 at most */
                namespaces: string[];
                /**
                 * Format: date-time
                 * @description when the applications thaw by themselves, whatever becomes of Snapferry
                 * @example 2026-11-23T09:00:00.000Z
                 */
                until?: string;
                /** @description how many commands its rules run, or would */
                actions?: number;
                /**
                 * Format: date-time
                 * @description when the first pre-exec command began
                 * @example 2026-11-23T09:00:00.000Z
                 */
                startedAt?: string;
                /**
                 * Format: date-time
                 * @description when all volumes of the group were seen to be cut
                 * @example 2026-11-23T09:00:00.000Z
                 */
                cutAt?: string;
                /**
                 * Format: date-time
                 * @description when the last post-exec command had ended; absent where nobody knows
                 * @example 2026-11-23T09:00:00.000Z
                 */
                thawedAt?: string;
                /** @description from the first pre-exec command to the end of the last post-exec command */
                seconds?: number;
                /** @description of that time, what the commands themselves took; side by side they count once */
                commandSeconds?: number;
                /**
                 * @description timer: in one container at least it had come to the deadline
                 * @enum {string}
                 */
                thawedBy?: "us" | "timer";
                /** @description why an application may not have been thawed */
                thawFailed?: string;
                /** @description why its volumes are cut as after a crash, and not quiesced */
                crashConsistent?: string;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                endedAt?: string;
            }[];
            /**
             * @description of its newest execution: which definition of the state machine it runs by, as `definitionHash` of infra/read-machines.ts makes it of the file; absent before it begins, and in records of earlier releases
             * @example 9f2c41d0
             */
            definition?: string;
            spec: {
                [key: string]: unknown;
            };
            /** @description when its volumes were cut; absent until one of them is */
            cut?: {
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                firstAt: string;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                lastAt: string;
                /** @description how far apart its copies are */
                skewSeconds: number;
            };
            /** @description of a backup that has Succeeded: until when it is kept, as its policy and others stand now */
            retention?: {
                /**
                 * @description `held`: under legal hold; `person`: nothing but a person deletes it; `newest`: no good one of its schedule is newer; `counted`: as `entries` say; `only_data`: beyond its turn, since no newer one has data of some claim; `due`: it goes after the next success of its schedule
                 * @enum {string}
                 */
                rule: "held" | "person" | "newest" | "counted" | "only_data" | "due";
                /**
                 * @description the same in a sentence
                 * @example goes after 4 more good runs of entry night, each with data of all that it has data of
                 */
                until: string;
                schedule?: string;
                /** @description of its policy now: it goes when each has `keep` newer ones */
                entries?: {
                    entry: string;
                    keep: number;
                    /** @description newer ones that are good and hold at least what it holds */
                    newerGood: number;
                }[];
                /**
                 * @description only the newest backups were looked at: there may be more newer ones than said
                 * @constant
                 */
                atLeast?: true;
            };
        };
        ActionRun: {
            id: string;
            /** @description of the volumes that are cut together */
            group: number;
            /**
             * @description undo: what takes an action of the pre-exec rule back, where no post-exec action is for its container
             * @enum {string}
             */
            does: "preExec" | "undo" | "postExec";
            /** @description which action of its rule, from 0 */
            action: number;
            namespace: string;
            pod: string;
            podUid: string;
            container: string;
            /**
             * @description Holding: a background command waits for the cut, and holds what it took
             * @enum {string}
             */
            phase: "Pending" | "Started" | "Holding" | "Ended";
            /**
             * Format: date-time
             * @description absent where nothing of it has run
             * @example 2026-11-23T09:00:00.000Z
             */
            startedAt?: string;
            /**
             * Format: date-time
             * @description when a background command had come to where it waits
             * @example 2026-11-23T09:00:00.000Z
             */
            heldAt?: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            releasedAt?: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            endedAt?: string;
            /** @enum {string} */
            outcome?: "Succeeded" | "Failed" | "TimedOut" | "Unknown" | "PodGone" | "ContainerAnew" | "NotBegun";
            exitCode?: number;
            /** @description a timer in the container would have run it at the deadline */
            armed?: boolean;
            /**
             * @description who ran it: Snapferry, or the timer at the deadline
             * @enum {string}
             */
            thawedBy?: "us" | "timer";
            /** @description what went otherwise than it should */
            message?: string;
            /** @description what it printed: the last 4 KiB at most, after a line "…" where something was left out */
            output?: string;
        };
        RestoredObject: {
            /** @description `` for the core group */
            group: string;
            /**
             * @description alone: its group is in `group`
             * @example Deployment
             */
            kind: string;
            /** @description of the target; absent for an object of the whole cluster */
            namespace?: string;
            name: string;
            /**
             * @description `created`; `merged` into the one that the namespace was born with; `left`: nothing had to be made, it stays in the backup or the target has one; `dropped`: the target did not take it
             * @enum {string}
             */
            outcome: "created" | "merged" | "left" | "dropped";
            /** @enum {string} */
            reason?: "with_namespace" | "with_volume" | "was_being_deleted" | "in_every_namespace" | "made_by_owner" | "of_a_pod" | "automatic_token" | "had_ended" | "wants_admin" | "without_volume" | "class_mapped" | "claim_after_cut" | "exists" | "same" | "appeared" | "made_by_controller" | "refused" | "kind_missing";
            why?: string;
            /** @description what came back otherwise than it was backed up, or came back and should be known to */
            fields?: {
                field: string;
                /** @enum {string} */
                action: "dropped" | "changed" | "kept";
                reason: string;
            }[];
            uid?: string;
        };
        Execution: {
            /** @description counts the executions of the operation: another one goes on where one was lost */
            epoch: number;
            arn: string;
            /**
             * @description as Step Functions has it; absent once it has forgotten the execution, 90 days after its end
             * @enum {string}
             */
            status?: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" | "PENDING_REDRIVE";
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            startedAt: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            endedAt?: string;
            error?: string;
            cause?: string;
            /** @description on AWS: where the execution is shown */
            consoleUrl?: string;
        };
        ExecutionHistory: {
            execution: components["schemas"]["Execution"];
            /** @description of the state machine as it was when the execution began, in the Amazon States Language; on the first page */
            definition?: {
                [key: string]: unknown;
            };
            /** @description in the order in which they were first entered on this page */
            states: {
                state: string;
                /** @description of the state machine: Task, Choice, Wait … */
                type: string;
                /**
                 * Format: date-time
                 * @description first
                 * @example 2026-11-23T09:00:00.000Z
                 */
                enteredAt: string;
                /**
                 * Format: date-time
                 * @description last; absent while it is there, and where the execution ended in it
                 * @example 2026-11-23T09:00:00.000Z
                 */
                leftAt?: string;
                /** @description how often it was entered on this page */
                visits: number;
                /** @description in it, over all visits */
                seconds: number;
                /** @description of a Task: how often its function was asked */
                tries: number;
                /** @description of a Task: how often that failed */
                failures: number;
                /** @description its failures, the newest 20 */
                retries: {
                    /**
                     * Format: date-time
                     * @example 2026-11-23T09:00:00.000Z
                     */
                    at: string;
                    /** @description the name by which the machine retries or catches it */
                    error: string;
                    cause?: string;
                }[];
                /** @description what its function said last */
                status?: string;
                counts?: {
                    [key: string]: number;
                };
                bytes?: number;
            }[];
            /** @description more of it: what pages say of one state adds up */
            nextCursor?: string;
        };
        AuditRecord: {
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            at: string;
            subject: string;
            sourceIp: string;
            /** @example POST /v1/backups/{id}/cancel */
            route: string;
            /** @description the path of what it was about; of what was made, its own */
            target: string;
            /** @description uid, name, generation …; of a removal by force `ended`: the schedules that were removed and the operations that were cancelled with it, as `schedule nightly`, at most 50, and `endedInAll` where there were more */
            facts: {
                [key: string]: string | number | boolean | string[];
            };
            status: number;
            /** @description why it was refused, or failed */
            code?: string;
            requestId: string;
        };
        Me: {
            subject: string;
            /** @description those that the token satisfies, whatever it calls them: `admin` is `operate` and `read`, too */
            scopes: ("read" | "operate" | "admin")[];
            /** @description of the release that answers */
            version: string;
            /** @description what labels all that this installation makes on clusters */
            installationId: string;
        };
        Statistics: {
            /**
             * Format: date-time
             * @description when this was worked out: at most once a minute
             * @example 2026-11-23T09:00:00.000Z
             */
            at: string;
            /**
             * Format: date-time
             * @description since when ends are counted, where that is not yet a week: after an upgrade, or a first start
             * @example 2026-11-23T09:00:00.000Z
             */
            countedSince?: string;
            operations: {
                /** @description what ended in the last 24 whole hours and the one that runs */
                day: {
                    /** @enum {string} */
                    kind: "backup" | "restore" | "delete" | "validation" | "import" | "maintenance" | "undo" | "simulation";
                    /** @enum {string} */
                    phase: "Pending" | "InProgress" | "Succeeded" | "Failed" | "Cancelled" | "Skipped" | "Missed" | "Deleting" | "Deleted";
                    count: number;
                }[];
                /** @description the same of the last seven days */
                week: {
                    /** @enum {string} */
                    kind: "backup" | "restore" | "delete" | "validation" | "import" | "maintenance" | "undo" | "simulation";
                    /** @enum {string} */
                    phase: "Pending" | "InProgress" | "Succeeded" | "Failed" | "Cancelled" | "Skipped" | "Missed" | "Deleting" | "Deleted";
                    count: number;
                }[];
                /** @description what runs, or waits to */
                open: {
                    /** @enum {string} */
                    kind: "backup" | "restore" | "delete" | "validation" | "import" | "maintenance" | "undo" | "simulation";
                    /** @enum {string} */
                    phase: "Pending" | "InProgress" | "Succeeded" | "Failed" | "Cancelled" | "Skipped" | "Missed" | "Deleting" | "Deleted";
                    count: number;
                }[];
            };
            /** @description those that are not valid first; 200 at most */
            clusters: {
                name: string;
                /** @enum {string} */
                state: "Valid" | "Invalid" | "NotValidated";
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                credentialsExpireAt?: string;
                /** @description of its namespaces, when somebody last looked at GET /v1/protection */
                protection?: {
                    /**
                     * Format: date-time
                     * @example 2026-11-23T09:00:00.000Z
                     */
                    at: string;
                    protected: number;
                    stale: number;
                    never: number;
                };
            }[];
            /** @description those that are not valid first; 200 at most */
            locations: {
                name: string;
                /** @enum {string} */
                state: "Valid" | "Invalid" | "NotValidated";
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                credentialsExpireAt?: string;
                /** @description of its repositories, as the last maintenance knew them */
                bytes?: number;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                bytesAt?: string;
            }[];
            needsPerson: {
                count: number;
                /** @description the gravest first, then the newest; 100 at most */
                items: {
                    /**
                     * @description `damaged`: a seal, part or repository that its location lacks; `reduced`: a schedule’s newest backup lacks what an earlier one has; `residuals`: something of an operation that would not go from its cluster; `credentials`: they end within thirty days, or have ended; `unaccounted`: objects on a cluster that may be the only copy of something
                     * @enum {string}
                     */
                    reason: "thaw_failed" | "damaged" | "failed" | "missed" | "reduced" | "residuals" | "invalid" | "credentials" | "recovery_key" | "unaccounted";
                    /** @enum {string} */
                    kind: "backup" | "restore" | "delete" | "validation" | "import" | "maintenance" | "undo" | "simulation" | "cluster" | "location" | "schedule";
                    name: string;
                    /** @description of an operation */
                    id?: string;
                    /**
                     * Format: date-time
                     * @example 2026-11-23T09:00:00.000Z
                     */
                    at?: string;
                    message: string;
                    /**
                     * @description of this API, where it is read
                     * @example /v1/backups/bk-…
                     */
                    path: string;
                }[];
            };
        };
        Policy: {
            name: string;
            uid: string;
            /** @description the ETag */
            generation: number;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            createdAt: string;
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            updatedAt: string;
            /**
             * @description of all times of day in the policy
             * @default UTC
             */
            timeZone: string;
            entries: ({
                id: components["schemas"]["Name"];
                /** @constant */
                kind: "interval";
                every: string;
                /** @description backups of this entry to keep */
                keep: number;
            } | {
                id: components["schemas"]["Name"];
                /** @constant */
                kind: "daily";
                at: string;
                /** @description backups of this entry to keep */
                keep: number;
            } | {
                id: components["schemas"]["Name"];
                /** @constant */
                kind: "weekly";
                days: ("MON" | "TUE" | "WED" | "THU" | "FRI" | "SAT" | "SUN")[];
                at: string;
                /** @description backups of this entry to keep */
                keep: number;
            } | {
                id: components["schemas"]["Name"];
                /** @constant */
                kind: "monthly";
                day: "last" | number;
                at: string;
                /** @description backups of this entry to keep */
                keep: number;
            } | {
                id: components["schemas"]["Name"];
                /** @constant */
                kind: "once";
                at: string;
                /** @description backups of this entry to keep */
                keep: number;
            })[];
            /**
             * @description when the run before is not over: skip this one, or run it afterwards (one at most waits)
             * @default skip
             * @enum {string}
             */
            overlap: "skip" | "queue";
            /**
             * @description after missed slots: nothing, or one late run for all of them
             * @default runOnce
             * @enum {string}
             */
            missed: "skip" | "runOnce";
            removed?: {
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                by: string;
                /** @description there were users, which were ended */
                forced: boolean;
            };
        };
        NextRuns: {
            timeZone: string;
            items: {
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                /** @description in the time zone of the policy */
                local: string;
                entries: string[];
                /** @description what retention deletes once this run has Succeeded: ids of backups, or times of runs above */
                deletes: string[];
            }[];
            /** @description times of day in between that daylight saving skips: no run */
            skipped: {
                entry: string;
                local: string;
            }[];
            /** @description of the schedule that is named: what is amiss now with its cluster and location */
            warnings: string[];
        };
        Schedule: {
            name: string;
            uid: string;
            /** @description the ETag */
            generation: number;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            createdAt: string;
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            updatedAt: string;
            policy: string;
            backup: components["schemas"]["ScheduledBackupOutput"];
            /**
             * @description claims that were, or may be, deleted on purpose: newer backups without their data take the place of those that have it, and one whose data cannot be read is left out of a run
             * @default []
             * @example [
             *       "shop/cache",
             *       "ci/*"
             *     ]
             */
            mayBeDeleted: string[];
            suspended?: {
                by: string;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                reason: string;
            };
            /** @description the next three; none while it is suspended */
            nextRuns: string[];
            /** @description the backup that runs now */
            running?: string;
            /** @description the backup that waits for it */
            queued?: string;
            /**
             * Format: date-time
             * @description when its newest good backup began that lacks nothing which the one before has
             * @example 2026-11-23T09:00:00.000Z
             */
            newestGoodAt?: string;
            /** @description EventBridge Scheduler knows it as it is now */
            applied: boolean;
            /**
             * @description why nothing runs, what newer backups lack and which stay for that, and what is amiss now with its cluster and location
             * @example [
             *       "location.not_valid: location attic is not valid from the control plane: …"
             *     ]
             */
            warnings: string[];
        };
        RunsAhead: {
            /**
             * Format: date-time
             * @description the end of the window; all pages of one list have the same
             * @example 2026-11-23T09:00:00.000Z
             */
            until: string;
            items: {
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                /** @description in the time zone of the policy */
                local: string;
                timeZone: string;
                schedule: string;
                cluster: string;
                policy: string;
                entries: string[];
                /** @description why it will not begin, unless the schedule is resumed before */
                suspended?: {
                    by: string;
                    /**
                     * Format: date-time
                     * @example 2026-11-23T09:00:00.000Z
                     */
                    at: string;
                    reason: string;
                };
            }[];
            nextCursor?: string;
            /** @description times of day in the window that daylight saving skips: no run; on the first page, 200 at most */
            skipped: {
                schedule: string;
                policy: string;
                entry: string;
                local: string;
            }[];
        };
        Rule: {
            name: string;
            uid: string;
            /** @description the ETag */
            generation: number;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            createdAt: string;
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            updatedAt: string;
            description?: string;
            /** @description one after the other */
            actions: {
                /** @description Running pods of each namespace that have these labels */
                podSelector: {
                    /** @default {} */
                    matchLabels: {
                        [key: string]: string;
                    };
                    /** @default [] */
                    matchExpressions: {
                        key: string;
                        /** @enum {string} */
                        operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
                        /** @default [] */
                        values: string[];
                    }[];
                };
                /** @description the first container of the pod if absent */
                container?: components["schemas"]["Name"];
                /** @description runs in the container by `sh -c` */
                command: string;
                /** @description before the cut: takes back what the command did, where that began, or may have, and no post-exec rule is for its container; it may run twice */
                undo?: string;
                /**
                 * @description before the cut: runs on while the volumes are cut; where it is to wait for that, it says ${WAIT_CMD}
                 * @default false
                 */
                background: boolean;
                /**
                 * @description in the first of the pods by name, not in all of them
                 * @default false
                 */
                runInSinglePod: boolean;
                /** @default 30s */
                timeout: string;
                /**
                 * @description whether a command that fails fails the backup
                 * @default fail
                 * @enum {string}
                 */
                onError: "fail" | "continue";
                /**
                 * @description whether a backup fails of which no namespace has a pod that matches
                 * @default fail
                 * @enum {string}
                 */
                onNoMatch: "fail" | "warn";
            }[];
            /** @description how many schedules name it; of one rule, not in lists */
            usedBy?: {
                schedules: number;
            };
            removed?: {
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                by: string;
                /** @description there were users, which were ended */
                forced: boolean;
            };
        };
        Notification: {
            name: string;
            uid: string;
            /** @description the ETag */
            generation: number;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            createdAt: string;
            createdBy: string;
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            updatedAt: string;
            /** @enum {string} */
            kind: "sns" | "webhook";
            topicArn?: string;
            url?: string;
            events: ("backup.succeeded" | "backup.reduced" | "backup.failed" | "backup.missed" | "backup.skipped" | "backup.cancelled" | "backup.recovered" | "backup.damaged" | "restore.succeeded" | "restore.failed" | "restore.cancelled" | "delete.failed" | "maintenance.failed" | "validation.failed" | "location.finding")[];
            /**
             * Format: date-time
             * @example 2026-11-23T09:00:00.000Z
             */
            lastDeliveredAt?: string;
            /** @description the newest try that failed; gone with the next delivery */
            failing?: {
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                since: string;
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                /** @description its id */
                message: string;
                reason: string;
            };
            /** @description the newest message that was tried for two days in vain */
            givenUp?: {
                /**
                 * Format: date-time
                 * @example 2026-11-23T09:00:00.000Z
                 */
                at: string;
                /** @description its id */
                message: string;
                reason: string;
            };
        };
        NotificationTest: {
            delivered: boolean;
            /** @description the id of the test message */
            message: string;
            status?: number;
            /** @description the beginning of what the receiver said */
            answer?: string;
            reason?: string;
        };
        SettingsOutput: {
            resources?: {
                cpu?: string;
                memoryMiB?: number;
            };
            snapshotTimeout?: string;
            readyTimeout?: string;
            unreachableTimeout?: string;
            moverStartTimeout?: string;
            moverTimeout?: string;
            operationTimeout?: string;
            moverLimit?: number;
            fullReadEvery?: number;
            moverImage?: string;
            /** @description volumes that one Job may upload in turn, where that is expected to be short; default 8. Their claims are attached to one node together */
            volumesPerMover?: number;
            /** @description the most that an operation may set for itself; 4096 MiB and 2 CPUs, or what the cluster sets if that is more */
            limits?: {
                cpu?: string;
                memoryMiB?: number;
            };
            /** @description namespaces that want the admin scope, besides kube-*, openshift-* and the own one: a name, or its beginning and * */
            systemNamespaces?: string[];
        };
        BackupRequestOutput: {
            name: string;
            cluster: components["schemas"]["Name"];
            locations: components["schemas"]["Name"][];
            selection: {
                /**
                 * @default namespaces
                 * @constant
                 */
                kind: "namespaces";
                /**
                 * @description by name, or ["*"]: all but those of the system, which are backed up by their names only
                 * @default []
                 * @example [
                 *       "shop"
                 *     ]
                 */
                namespaces: string[];
                /** @description namespaces with these labels, beside those that are named; looked up anew on each run of a schedule */
                namespaceLabelSelector?: {
                    /** @default {} */
                    matchLabels: {
                        [key: string]: string;
                    };
                    /** @default [] */
                    matchExpressions: {
                        key: string;
                        /** @enum {string} */
                        operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
                        /** @default [] */
                        values: string[];
                    }[];
                };
                /**
                 * @description of these namespaces, objects of these kinds only; of a claim goes its data
                 * @example [
                 *       {
                 *         "group": "apps",
                 *         "kind": "Deployment"
                 *       }
                 *     ]
                 */
                resourceTypes?: {
                    /** @default  */
                    group: string;
                    kind: string;
                }[];
                /** @description of these namespaces, objects with these labels only */
                resourceLabelSelector?: {
                    /** @default {} */
                    matchLabels: {
                        [key: string]: string;
                    };
                    /** @default [] */
                    matchExpressions: {
                        key: string;
                        /** @enum {string} */
                        operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
                        /** @default [] */
                        values: string[];
                    }[];
                };
                /** @description single objects, whatever their kinds and labels are, beside those of the namespaces */
                resources?: {
                    /** @default  */
                    group: string;
                    kind: string;
                    namespace: components["schemas"]["Name"];
                    name: string;
                }[];
                /** @description what stays out though it is selected; so does what is annotated snapferry.dev/exclude: "true" */
                exclude?: {
                    namespaces?: components["schemas"]["Name"][];
                    /** @description claims; they stay out with their data */
                    volumes?: {
                        namespace: components["schemas"]["Name"];
                        name: string;
                    }[];
                    /**
                     * @example [
                     *       {
                     *         "group": "apps",
                     *         "kind": "Deployment"
                     *       }
                     *     ]
                     */
                    resourceTypes?: {
                        /** @default  */
                        group: string;
                        kind: string;
                    }[];
                    resourceLabelSelector?: {
                        /** @default {} */
                        matchLabels: {
                            [key: string]: string;
                        };
                        /** @default [] */
                        matchExpressions: {
                            key: string;
                            /** @enum {string} */
                            operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
                            /** @default [] */
                            values: string[];
                        }[];
                    };
                };
                /** @description whether a backup may hold nothing; otherwise a selection that matches nothing fails it */
                allowEmpty?: boolean;
            };
            /**
             * @default false
             * @constant
             */
            crossCloud: false;
            /** @default true */
            offload: boolean;
            /** @default {} */
            snapshotClasses: {
                [key: string]: string;
            };
            localCopies: {
                /**
                 * @description Of a schedule, for each volume: how many of its newest snapshots stay on the storage of the cluster beside their copies at the location. Those of a backup that no schedule has made stay until it is deleted.
                 * @default 1
                 */
                keep: number;
                /**
                 * @default keep
                 * @enum {string}
                 */
                onOffloadFailure: "keep" | "remove";
                /** @default 72h */
                failedFor: string;
            };
            /** @description the rule whose commands quiesce the application before its volumes are cut */
            preExecRule?: components["schemas"]["Name"];
            /** @description the rule whose commands thaw it, as soon as they are cut, and on every other path */
            postExecRule?: components["schemas"]["Name"];
            /**
             * @description namespace: one after the other is frozen, cut and thawed; all: one cut over all of them
             * @default namespace
             * @enum {string}
             */
            quiesceGroup: "namespace" | "all";
            /**
             * @description how long an application may be frozen: then it thaws by itself, whatever has become of Snapferry
             * @default 5m
             */
            maxFreeze: string;
            /**
             * @description what becomes of a backup whose application thawed before all was cut; continue: cut as after a crash, and said
             * @default fail
             * @enum {string}
             */
            onMaxFreeze: "fail" | "continue";
            fullRead?: boolean;
            snapshotTimeout?: string;
            settings?: {
                resources?: {
                    cpu?: string;
                    memoryMiB?: number;
                };
                snapshotTimeout?: string;
                readyTimeout?: string;
                unreachableTimeout?: string;
                moverStartTimeout?: string;
                moverTimeout?: string;
                operationTimeout?: string;
                moverLimit?: number;
                fullReadEvery?: number;
            };
            /** @default {} */
            labels: {
                [key: string]: string;
            };
        };
        ScheduledBackupOutput: {
            cluster: components["schemas"]["Name"];
            locations: components["schemas"]["Name"][];
            selection: {
                /**
                 * @default namespaces
                 * @constant
                 */
                kind: "namespaces";
                /**
                 * @description by name, or ["*"]: all but those of the system, which are backed up by their names only
                 * @default []
                 * @example [
                 *       "shop"
                 *     ]
                 */
                namespaces: string[];
                /** @description namespaces with these labels, beside those that are named; looked up anew on each run of a schedule */
                namespaceLabelSelector?: {
                    /** @default {} */
                    matchLabels: {
                        [key: string]: string;
                    };
                    /** @default [] */
                    matchExpressions: {
                        key: string;
                        /** @enum {string} */
                        operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
                        /** @default [] */
                        values: string[];
                    }[];
                };
                /**
                 * @description of these namespaces, objects of these kinds only; of a claim goes its data
                 * @example [
                 *       {
                 *         "group": "apps",
                 *         "kind": "Deployment"
                 *       }
                 *     ]
                 */
                resourceTypes?: {
                    /** @default  */
                    group: string;
                    kind: string;
                }[];
                /** @description of these namespaces, objects with these labels only */
                resourceLabelSelector?: {
                    /** @default {} */
                    matchLabels: {
                        [key: string]: string;
                    };
                    /** @default [] */
                    matchExpressions: {
                        key: string;
                        /** @enum {string} */
                        operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
                        /** @default [] */
                        values: string[];
                    }[];
                };
                /** @description single objects, whatever their kinds and labels are, beside those of the namespaces */
                resources?: {
                    /** @default  */
                    group: string;
                    kind: string;
                    namespace: components["schemas"]["Name"];
                    name: string;
                }[];
                /** @description what stays out though it is selected; so does what is annotated snapferry.dev/exclude: "true" */
                exclude?: {
                    namespaces?: components["schemas"]["Name"][];
                    /** @description claims; they stay out with their data */
                    volumes?: {
                        namespace: components["schemas"]["Name"];
                        name: string;
                    }[];
                    /**
                     * @example [
                     *       {
                     *         "group": "apps",
                     *         "kind": "Deployment"
                     *       }
                     *     ]
                     */
                    resourceTypes?: {
                        /** @default  */
                        group: string;
                        kind: string;
                    }[];
                    resourceLabelSelector?: {
                        /** @default {} */
                        matchLabels: {
                            [key: string]: string;
                        };
                        /** @default [] */
                        matchExpressions: {
                            key: string;
                            /** @enum {string} */
                            operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
                            /** @default [] */
                            values: string[];
                        }[];
                    };
                };
                /** @description whether a backup may hold nothing; otherwise a selection that matches nothing fails it */
                allowEmpty?: boolean;
            };
            /**
             * @default false
             * @constant
             */
            crossCloud: false;
            /** @default true */
            offload: boolean;
            /** @default {} */
            snapshotClasses: {
                [key: string]: string;
            };
            localCopies: {
                /**
                 * @description Of a schedule, for each volume: how many of its newest snapshots stay on the storage of the cluster beside their copies at the location. Those of a backup that no schedule has made stay until it is deleted.
                 * @default 1
                 */
                keep: number;
                /**
                 * @default keep
                 * @enum {string}
                 */
                onOffloadFailure: "keep" | "remove";
                /** @default 72h */
                failedFor: string;
            };
            /** @description the rule whose commands quiesce the application before its volumes are cut */
            preExecRule?: components["schemas"]["Name"];
            /** @description the rule whose commands thaw it, as soon as they are cut, and on every other path */
            postExecRule?: components["schemas"]["Name"];
            /**
             * @description namespace: one after the other is frozen, cut and thawed; all: one cut over all of them
             * @default namespace
             * @enum {string}
             */
            quiesceGroup: "namespace" | "all";
            /**
             * @description how long an application may be frozen: then it thaws by itself, whatever has become of Snapferry
             * @default 5m
             */
            maxFreeze: string;
            /**
             * @description what becomes of a backup whose application thawed before all was cut; continue: cut as after a crash, and said
             * @default fail
             * @enum {string}
             */
            onMaxFreeze: "fail" | "continue";
            fullRead?: boolean;
            snapshotTimeout?: string;
            settings?: {
                resources?: {
                    cpu?: string;
                    memoryMiB?: number;
                };
                snapshotTimeout?: string;
                readyTimeout?: string;
                unreachableTimeout?: string;
                moverStartTimeout?: string;
                moverTimeout?: string;
                operationTimeout?: string;
                moverLimit?: number;
                fullReadEvery?: number;
            };
            /** @default {} */
            labels: {
                [key: string]: string;
            };
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listClusters: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description what was removed, in place of what is there */
                deleted?: "true" | "false";
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Cluster"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createCluster: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClusterRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cluster"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCluster: {
        parameters: {
            query?: {
                /** @description what was removed, in place of what is there */
                deleted?: "true" | "false";
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cluster"];
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateCluster: {
        parameters: {
            query?: never;
            header: {
                /** @description the ETag that was read, or the generation in quotes; only that is compared; * for any */
                "If-Match": string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ClusterUpdate"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedCluster"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteCluster: {
        parameters: {
            query?: {
                /** @description ends what uses it: schedules are removed, operations are cancelled; the audit trail says which */
                force?: "true" | "false";
            };
            header: {
                /** @description the ETag that was read, or the generation in quotes; only that is compared; * for any */
                "If-Match": string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    validateCluster: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cluster"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listClusterNamespaces: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description part of the name */
                search?: string;
                /** @description as kubectl takes it: `team=web,tier in (front,back),!canary` */
                labelSelector?: string;
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Namespaces"];
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listClusterResourceTypes: {
        parameters: {
            query: {
                limit?: number;
                cursor?: string;
                /** @description names, separated by commas; or `*`: all but those of the system */
                namespaces: string;
                /** @description part of the kind, its plural or its group */
                search?: string;
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceTypes"];
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listClusterResources: {
        parameters: {
            query: {
                limit?: number;
                cursor?: string;
                /** @description names, separated by commas; or `*`: all but those of the system */
                namespaces: string;
                types?: string;
                /** @description as kubectl takes it: `team=web,tier in (front,back),!canary` */
                labelSelector?: string;
                /** @description part of the name */
                search?: string;
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Resources"];
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listClusterProvisioners: {
        parameters: {
            query: {
                limit?: number;
                cursor?: string;
                /** @description names, separated by commas; or `*`: all but those of the system */
                namespaces: string;
                /** @description part of the name of the provisioner */
                search?: string;
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Provisioners"];
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listProtection: {
        parameters: {
            query: {
                limit?: number;
                cursor?: string;
                cluster: components["schemas"]["Name"];
                state?: string;
                /** @description part of the name */
                search?: string;
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Protection"];
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listLocations: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description what was removed, in place of what is there */
                deleted?: "true" | "false";
                /** @description only locations that backups of this cluster may choose */
                validFor?: components["schemas"]["Name"];
                /** @description beside `validFor`: the others too, each with the reason in `notValidFor` */
                include?: "invalid";
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Location"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createLocation: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LocationRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewLocation"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLocation: {
        parameters: {
            query?: {
                /** @description what was removed, in place of what is there */
                deleted?: "true" | "false";
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Location"];
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateLocation: {
        parameters: {
            query?: never;
            header: {
                /** @description the ETag that was read, or the generation in quotes; only that is compared; * for any */
                "If-Match": string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LocationUpdate"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedLocation"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteLocation: {
        parameters: {
            query?: {
                /** @description ends what uses it: schedules are removed, operations are cancelled; the audit trail says which */
                force?: "true" | "false";
            };
            header: {
                /** @description the ETag that was read, or the generation in quotes; only that is compared; * for any */
                "If-Match": string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    validateLocation: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ValidationRequest"];
            };
        };
        responses: {
            /** @description Accepted: look at Location */
            202: {
                headers: {
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    maintainLocation: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MaintenanceRequest"];
            };
        };
        responses: {
            /** @description Accepted: look at Location */
            202: {
                headers: {
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRecoveryKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryKey"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    acknowledgeRecoveryKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description the recovery key is kept somewhere else
                     * @constant
                     */
                    acknowledged: true;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Location"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listBackups: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                cluster?: components["schemas"]["Name"];
                schedule?: components["schemas"]["Name"];
                /** @description what writes to it, reads from it, or is about it */
                location?: components["schemas"]["Name"];
                phase?: string;
                /** @description what has not ended: Pending, InProgress or Deleting */
                open?: "true";
                /** @description backups that selected it, restores from it or into it */
                namespace?: components["schemas"]["Name"];
                label?: string;
                /** @description part of name, id, cluster or labels */
                search?: string;
                from?: string;
                /** @description not before `from` */
                to?: string;
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["OperationSummary"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createBackup: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BackupRequest"] | components["schemas"]["LikeRequest"];
            };
        };
        responses: {
            /** @description Accepted: look at Location */
            202: {
                headers: {
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    simulateBackup: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BackupRequest"] | components["schemas"]["LikeRequest"];
            };
        };
        responses: {
            /** @description Accepted: look at Location */
            202: {
                headers: {
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryBackup: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Accepted: look at Location */
            202: {
                headers: {
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRestores: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                cluster?: components["schemas"]["Name"];
                schedule?: components["schemas"]["Name"];
                /** @description what writes to it, reads from it, or is about it */
                location?: components["schemas"]["Name"];
                phase?: string;
                /** @description what has not ended: Pending, InProgress or Deleting */
                open?: "true";
                /** @description backups that selected it, restores from it or into it */
                namespace?: components["schemas"]["Name"];
                label?: string;
                /** @description part of name, id, cluster or labels */
                search?: string;
                from?: string;
                /** @description not before `from` */
                to?: string;
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["OperationSummary"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createRestore: {
        parameters: {
            query?: {
                /** @description tries it although the backup is known to lack data or its seal; they may be back */
                force?: "true" | "false";
            };
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RestoreRequest"];
            };
        };
        responses: {
            /** @description Accepted: look at Location */
            202: {
                headers: {
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    simulateRestore: {
        parameters: {
            query?: {
                /** @description tries it although the backup is known to lack data or its seal; they may be back */
                force?: "true" | "false";
            };
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RestoreRequest"];
            };
        };
        responses: {
            /** @description Accepted: look at Location */
            202: {
                headers: {
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryRestore: {
        parameters: {
            query?: {
                /** @description tries it although the backup is known to lack data or its seal; they may be back */
                force?: "true" | "false";
            };
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Accepted: look at Location */
            202: {
                headers: {
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listBackupEvents: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Event"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelBackup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Accepted: look at Location */
            202: {
                headers: {
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listBackupVolumes: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Volume"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listBackupResources: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ResourceCount"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBackup: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backup"];
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteBackup: {
        parameters: {
            query?: {
                /** @description also the newest good backup of its schedule, or one with data that no newer one has; and what a location or a missing cluster keeps from being removed stays, and is said in `deletion.left` */
                force?: "true" | "false";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted: look at Location */
            202: {
                headers: {
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listBackupActions: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ActionRun"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBackupSpec: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackupRequestOutput"];
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    placeLegalHold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    releaseLegalHold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRestoreEvents: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Event"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelRestore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Accepted: look at Location */
            202: {
                headers: {
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRestoreVolumes: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Volume"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRestoreResources: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ResourceCount"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRestore: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRestoreObjects: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                outcome?: "created" | "merged" | "left" | "dropped";
                reason?: "with_namespace" | "with_volume" | "was_being_deleted" | "in_every_namespace" | "made_by_owner" | "of_a_pod" | "automatic_token" | "had_ended" | "wants_admin" | "without_volume" | "class_mapped" | "claim_after_cut" | "exists" | "same" | "appeared" | "made_by_controller" | "refused" | "kind_missing";
                /** @description of the target */
                namespace?: string;
                /** @description `Secret`, or with its group: `Deployment.apps` */
                kind?: string;
                /** @description only those with fields that came back otherwise than they were */
                changed?: "true";
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["RestoredObject"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    undoRestore: {
        parameters: {
            query?: {
                /** @description also of a restore that has succeeded: what it brought back is removed, with what was written since */
                force?: "true" | "false";
            };
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Accepted: look at Location */
            202: {
                headers: {
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOperations: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                cluster?: components["schemas"]["Name"];
                schedule?: components["schemas"]["Name"];
                /** @description what writes to it, reads from it, or is about it */
                location?: components["schemas"]["Name"];
                phase?: string;
                /** @description what has not ended: Pending, InProgress or Deleting */
                open?: "true";
                /** @description backups that selected it, restores from it or into it */
                namespace?: components["schemas"]["Name"];
                label?: string;
                /** @description part of name, id, cluster or labels */
                search?: string;
                from?: string;
                /** @description not before `from` */
                to?: string;
                kind?: string;
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["OperationSummary"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOperationEvents: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Event"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelOperation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Accepted: look at Location */
            202: {
                headers: {
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOperation: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOperationVolumes: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Volume"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOperationExecutions: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Execution"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readOperationHistory: {
        parameters: {
            query?: {
                cursor?: string;
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
                /** @description of an execution */
                epoch: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExecutionHistory"];
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAuditRecords: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                subject?: string;
                /** @description a path, a name or id in one, or a fact such as a uid */
                target?: string;
                from?: string;
                /** @description not before `from` */
                to?: string;
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditRecord"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStatistics: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statistics"];
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPolicies: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description what was removed, in place of what is there */
                deleted?: "true" | "false";
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Policy"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createPolicy: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPolicy: {
        parameters: {
            query?: {
                /** @description what was removed, in place of what is there */
                deleted?: "true" | "false";
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updatePolicy: {
        parameters: {
            query?: never;
            header: {
                /** @description the ETag that was read, or the generation in quotes; only that is compared; * for any */
                "If-Match": string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyUpdate"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deletePolicy: {
        parameters: {
            query?: {
                /** @description ends what uses it: schedules are removed, operations are cancelled; the audit trail says which */
                force?: "true" | "false";
            };
            header: {
                /** @description the ETag that was read, or the generation in quotes; only that is compared; * for any */
                "If-Match": string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listNextRuns: {
        parameters: {
            query?: {
                count?: number;
                /** @description a schedule of the policy: its backups that are there count too */
                schedule?: components["schemas"]["Name"];
                /** @description runs after this moment; now if absent */
                after?: string;
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NextRuns"];
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewNextRuns: {
        parameters: {
            query?: {
                count?: number;
                /** @description a schedule of the policy: its backups that are there count too */
                schedule?: components["schemas"]["Name"];
                /** @description runs after this moment; now if absent */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyUpdate"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NextRuns"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSchedules: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Schedule"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSchedule: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduleRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRunsAhead: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description how far to look: `6h`, `7d` */
                within?: string;
                /** @description of schedules of this cluster only */
                cluster?: components["schemas"]["Name"];
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunsAhead"];
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSchedule: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateSchedule: {
        parameters: {
            query?: never;
            header: {
                /** @description the ETag that was read, or the generation in quotes; only that is compared; * for any */
                "If-Match": string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduleUpdate"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSchedule: {
        parameters: {
            query?: never;
            header: {
                /** @description the ETag that was read, or the generation in quotes; only that is compared; * for any */
                "If-Match": string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    suspendSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description why, for whoever looks later */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeSchedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description why, for whoever looks later */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runSchedule: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description the entry of the policy that counts this run; the first one if absent */
                    entry?: components["schemas"]["Name"];
                };
            };
        };
        responses: {
            /** @description Accepted: look at Location */
            202: {
                headers: {
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRules: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description what was removed, in place of what is there */
                deleted?: "true" | "false";
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Rule"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createRule: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRule: {
        parameters: {
            query?: {
                /** @description what was removed, in place of what is there */
                deleted?: "true" | "false";
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateRule: {
        parameters: {
            query?: never;
            header: {
                /** @description the ETag that was read, or the generation in quotes; only that is compared; * for any */
                "If-Match": string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    description?: string;
                    /** @description one after the other */
                    actions: {
                        /** @description Running pods of each namespace that have these labels */
                        podSelector: {
                            /** @default {} */
                            matchLabels?: {
                                [key: string]: string;
                            };
                            /** @default [] */
                            matchExpressions?: {
                                key: string;
                                /** @enum {string} */
                                operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
                                /** @default [] */
                                values?: string[];
                            }[];
                        };
                        /** @description the first container of the pod if absent */
                        container?: components["schemas"]["Name"];
                        /** @description runs in the container by `sh -c` */
                        command: string;
                        /** @description before the cut: takes back what the command did, where that began, or may have, and no post-exec rule is for its container; it may run twice */
                        undo?: string;
                        /**
                         * @description before the cut: runs on while the volumes are cut; where it is to wait for that, it says ${WAIT_CMD}
                         * @default false
                         */
                        background?: boolean;
                        /**
                         * @description in the first of the pods by name, not in all of them
                         * @default false
                         */
                        runInSinglePod?: boolean;
                        /** @default 30s */
                        timeout?: string;
                        /**
                         * @description whether a command that fails fails the backup
                         * @default fail
                         * @enum {string}
                         */
                        onError?: "fail" | "continue";
                        /**
                         * @description whether a backup fails of which no namespace has a pod that matches
                         * @default fail
                         * @enum {string}
                         */
                        onNoMatch?: "fail" | "warn";
                    }[];
                    readonly name?: unknown;
                    readonly uid?: unknown;
                    readonly generation?: unknown;
                    readonly createdAt?: unknown;
                    readonly createdBy?: unknown;
                    readonly updatedAt?: unknown;
                    readonly usedBy?: unknown;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteRule: {
        parameters: {
            query?: never;
            header: {
                /** @description the ETag that was read, or the generation in quotes; only that is compared; * for any */
                "If-Match": string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listNotifications: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Notification"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createNotification: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NotificationRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNotification: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that were read; one of them still holds: 304 */
                "If-None-Match"?: string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"];
                };
            };
            /** @description It is what If-None-Match names; there is no body */
            304: {
                headers: {
                    /** @description another one for each other body */
                    ETag: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateNotification: {
        parameters: {
            query?: never;
            header: {
                /** @description the ETag that was read, or the generation in quotes; only that is compared; * for any */
                "If-Match": string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NotificationUpdate"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description of GET another one for each other body, beginning with the generation; else the generation */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notification"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteNotification: {
        parameters: {
            query?: never;
            header: {
                /** @description the ETag that was read, or the generation in quotes; only that is compared; * for any */
                "If-Match": string;
            };
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testNotification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: components["schemas"]["Name"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationTest"];
                };
            };
            /** @description The gateway's own: no valid token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: a scope is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own, or a problem: it is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description The gateway's own: request line and headers are longer than 10,240 bytes */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayError"];
                };
            };
            /** @description A problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
