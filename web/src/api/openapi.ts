/** The schemas of docs/openapi.json; made by `make generate`, not by hand. */

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Who took an alert on. */
        Acknowledgement: {
            /** @description When. */
            at: components["schemas"]["Time"];
            /** @description Who did. */
            by: string;
            /** @description What they said to it. */
            comment: string | null;
        };
        /** @description An acknowledgement as it is sent. */
        AcknowledgementInput: {
            /**
             * @description What is done about it.
             * @example The switch is being replaced.
             */
            comment?: string;
        };
        /** @description One time that an alert fired. */
        Alert: {
            acknowledgement: components["schemas"]["Acknowledgement"] | null;
            /** @description Its annotations. */
            annotations: Record<string, never>;
            camera: components["schemas"]["AlertCamera"] | null;
            /** @description What happened, at length. */
            description: string | null;
            endsAt: components["schemas"]["Time"] | null;
            /** @description Alertmanager's fingerprint of its labels. */
            fingerprint: string;
            /** @description The rule that made it, in Prometheus. */
            generatorUrl: string | null;
            /**
             * Format: int64
             * @description Number of this time that it fired.
             */
            id: number;
            /** @description Its labels. */
            labels: Record<string, never>;
            /**
             * @description Name of the rule.
             * @example CameraDown
             */
            name: string;
            /** @description When it was last told. */
            receivedAt: components["schemas"]["Time"];
            /** @description What to do about it. */
            runbookUrl: string | null;
            /**
             * @description How bad it is.
             * @example critical
             */
            severity: string;
            /** @description Since when it fires. */
            startsAt: components["schemas"]["Time"];
            /** @description Whether it fires. */
            state: components["schemas"]["AlertState"];
            /** @description What happened, in a line. */
            summary: string | null;
        };
        /** @description Which camera an alert is about. */
        AlertCamera: {
            /**
             * Format: int32
             * @description Number of the camera; null when the site never had a camera of that name.
             */
            id: number | null;
            /**
             * @description Its name.
             * @example hall
             */
            name: string;
        };
        /** @description Whether alerts would come. */
        AlertChain: {
            lastSeenAt: components["schemas"]["Time"] | null;
            /** @description Whether that is too long ago: alerts might not come. */
            silent: boolean;
        };
        /** @description A page of alerts, and whether there would be any. */
        Alerts: components["schemas"]["Page_Alert"] & {
            /** @description Whether alerts would come. */
            chain: components["schemas"]["AlertChain"];
        };
        /**
         * @description Whether an alert fires.
         * @enum {string}
         */
        AlertState: "Firing" | "Resolved";
        /** @description A line of the audit log. */
        AuditLine: {
            /**
             * @description What was done.
             * @example token.add
             */
            action: string;
            /**
             * @description Who did it; names in brackets are programs and whoever is not known.
             * @example jane
             */
            actor: string;
            /** @description When it happened. */
            at: components["schemas"]["Time"];
            /** @description What else there is to say; never a secret. */
            detail: string;
            /**
             * Format: int64
             * @description Number of the line; later lines have higher ones.
             */
            id: number;
            /**
             * @description To what.
             * @example wall-display
             */
            object: string;
            /**
             * @description Address from which it was asked.
             * @example 192.0.2.9 via 10.0.0.7
             */
            remote: string;
            /** @description The request in which it was done, as in `X-Request-Id`. */
            requestId: string;
        };
        /** @description A bucket; nothing is known of one whose figures are null. */
        Bucket: {
            /** @description When it begins. */
            at: components["schemas"]["Time"];
            /**
             * Format: int64
             * @description Seconds Degraded.
             */
            degradedSeconds: number | null;
            /**
             * Format: int64
             * @description Seconds Down.
             * @example 20
             */
            downSeconds: number | null;
            /**
             * Format: int64
             * @description Probes that failed.
             * @example 2
             */
            failed: number | null;
            /**
             * Format: int64
             * @description Mean time to a verdict, in milliseconds.
             * @example 48
             */
            latencyAvgMs: number | null;
            /**
             * Format: int32
             * @description Most time, in milliseconds.
             */
            latencyMaxMs: number | null;
            /**
             * Format: int32
             * @description Least time, in milliseconds.
             */
            latencyMinMs: number | null;
            /**
             * Format: int64
             * @description Probes in it.
             * @example 30
             */
            probes: number | null;
            /**
             * Format: int64
             * @description Seconds Unknown.
             */
            unknownSeconds: number | null;
            /**
             * Format: int64
             * @description Seconds Up.
             * @example 280
             */
            upSeconds: number | null;
        };
        /** @description A camera of `/api/v1`. Keys are always present, `null` where nothing is known. */
        Camera: {
            /**
             * @description Host and port.
             * @example 10.20.1.11:554
             */
            address: string;
            /** @description Where it is drawn. */
            coordinates: Record<string, never> | null;
            /**
             * @description What people call it.
             * @example Main hall
             */
            displayName: string;
            /** @description Whether it is probed. */
            enabled: boolean;
            facts: components["schemas"]["Facts"] | null;
            /**
             * Format: int32
             * @description Number of the camera; never used again for another one.
             * @example 7
             */
            id: number;
            lastProbeAt: components["schemas"]["Time"] | null;
            /**
             * Format: int64
             * @description Time to the last verdict, in milliseconds.
             * @example 48
             */
            latencyMs: number | null;
            /** @description Where it hangs. */
            location: string | null;
            maintenance: components["schemas"]["CurrentMaintenance"] | null;
            /** @description Why, in words. */
            message: string | null;
            /**
             * @description Name of the camera.
             * @example hall
             */
            name: string;
            /**
             * @description Declared by the CameraSite, or added by Api.
             * @example Declared
             */
            origin: string;
            /**
             * @description Normal or Critical.
             * @example Normal
             */
            priority: string;
            reason: components["schemas"]["Reason"] | null;
            /** @description Since when it is in its state. */
            since: components["schemas"]["Time"];
            snapshotAt: components["schemas"]["Time"] | null;
            /** @description Its state. */
            state: components["schemas"]["CameraState"];
            /** @description Its tags. */
            tags: string[];
            /**
             * @description What is probed; never with a login.
             * @example rtsp://10.20.1.11:554/Streaming/Channels/101
             */
            url: string;
            verdict: components["schemas"]["Verdict"] | null;
            /**
             * Format: int32
             * @description Version of its declaration.
             */
            version: number;
            /**
             * Format: int64
             * @description How often it was looked at; null while the cache is away.
             * @example 42
             */
            views: number | null;
            /**
             * @description Its zone; empty without one.
             * @example ground-floor
             */
            zone: string;
        };
        /** @description Cameras by shown state; `total` is the sum of the seven others. */
        CameraCounts: {
            /**
             * Format: int32
             * @description Working with a flaw.
             */
            degraded: number;
            /**
             * Format: int32
             * @description Declared with `enabled: false`.
             */
            disabled: number;
            /**
             * Format: int32
             * @description Not working.
             */
            down: number;
            /**
             * Format: int32
             * @description Going up and down.
             */
            flapping: number;
            /**
             * Format: int32
             * @description In a maintenance window.
             */
            maintenance: number;
            /**
             * Format: int32
             * @description All cameras.
             */
            total: number;
            /**
             * Format: int32
             * @description Not known.
             */
            unknown: number;
            /**
             * Format: int32
             * @description Working.
             */
            up: number;
        };
        /** @description What a user enters. Fields that this build does not know are left alone: a newer one may have stored them. What is absent is as in the spec: the name, no zone, the site's way to probe. */
        CameraDefinition: {
            coordinates?: components["schemas"]["Coordinates"] | null;
            /** @description Name of an entry of `spec.credentials`. */
            credentials?: string | null;
            /** @description Name for people. */
            displayName?: string | null;
            /** @description Whether it is probed. */
            enabled?: boolean;
            /** @description Where it hangs, in words. */
            location?: string | null;
            /** @description Name, unique in the site. */
            name: string;
            /** @description What its keepers should know. */
            notes?: string | null;
            /** @description Parts of the picture that do not count. */
            osdMask?: components["schemas"]["Region"][];
            /** @description How urgent its loss is. */
            priority?: components["schemas"]["Priority"];
            probe?: components["schemas"]["ProbeOverrides"] | null;
            /** @description Where it gives a picture. */
            snapshotUrl?: string | null;
            /** @description Free labels. */
            tags?: string[];
            tls?: components["schemas"]["CameraTls"] | null;
            /** @description What is probed. */
            url: string;
            /**
             * Format: int32
             * @description VLAN that it is in.
             */
            vlan?: number | null;
            /** @description Zone of the site. */
            zone?: string | null;
        };
        /** @description Which camera something is about. */
        CameraRef: {
            /**
             * Format: int32
             * @description Number of the camera.
             * @example 7
             */
            id: number;
            /**
             * @description Its name.
             * @example hall
             */
            name: string;
        };
        /**
         * @description The state that is shown: the prober's, or what lies over it.
         * @enum {string}
         */
        CameraState: "Up" | "Degraded" | "Down" | "Flapping" | "Unknown" | "Maintenance" | "Disabled";
        /** @description How far a certificate is trusted. Authorities come from Secrets, which only the CameraSite can name. */
        CameraTls: {
            /** @description SHA-256 of the certificate. */
            fingerprint?: string | null;
            /** @description Whether any certificate will do. */
            insecure?: boolean;
        };
        /** @description Where a camera is drawn: at `x` and `y` of the floor plan `plan`, or at `latitude` and `longitude` of a map. */
        Coordinates: {
            /** @description Degrees north (WGS 84) as a decimal string. */
            latitude?: string | null;
            /** @description Degrees east (WGS 84) as a decimal string. */
            longitude?: string | null;
            /** @description Name of a floor plan of the site. */
            plan?: string | null;
            /** @description Part of the plan's width from its left edge, as a decimal string from `0` to `1`. */
            x?: string | null;
            /** @description Part of the plan's height from its upper edge, as a decimal string from `0` to `1`. */
            y?: string | null;
        };
        /** @description Who signs in, and with what. */
        Credentials: {
            /**
             * @description Name of the user.
             * @example jane
             */
            name: string;
            /** @description The user's password. */
            password: components["schemas"]["Password"];
        };
        /** @description The maintenance window that a camera is in. */
        CurrentMaintenance: {
            /**
             * Format: int64
             * @description Number of the window.
             */
            id: number;
            /** @description Until when it covers the camera. */
            until: components["schemas"]["Time"];
        };
        /** @description What the API needs. */
        Dependencies: {
            /** @description Redis. */
            cache: components["schemas"]["Dependency"];
            /** @description Postgres. */
            database: components["schemas"]["Dependency"];
            /** @description The file with the declared cameras. */
            inventory: components["schemas"]["Dependency"];
            /** @description The site's probers. */
            probers: components["schemas"]["ProbersHealth"];
        };
        /** @description Something that the API needs. */
        Dependency: {
            /** @description What is wrong with it. */
            message: string | null;
            /** @description How it is. */
            status: components["schemas"]["HealthStatus"];
        };
        /**
         * @description State of something that the API needs.
         * @enum {string}
         */
        DependencyState: "ok" | "down" | "disabled";
        /**
         * @description How far the probe ladder goes.
         * @enum {string}
         */
        Depth: "Connect" | "Describe" | "Stream";
        /** @description An event. */
        Event: {
            /** @description When it was decided. */
            at: components["schemas"]["Time"];
            /** @description Whose event it is. */
            camera: components["schemas"]["CameraRef"];
            /**
             * @description The state, firmware or size before.
             * @example Up
             */
            from: string;
            /**
             * Format: int64
             * @description Number of the event.
             */
            id: number;
            /** @description What it tells. */
            kind: components["schemas"]["EventKind"];
            /** @description Why, in words. */
            message?: string | null;
            /**
             * Format: int64
             * @description How long the state before lasted, in milliseconds.
             * @example 86400000
             */
            previousDurationMs?: number | null;
            /**
             * @description Why, in one word.
             * @example Timeout
             */
            reason?: string | null;
            /**
             * Format: int64
             * @description Its place in the order of all events; the same as `id`.
             */
            seq: number;
            /**
             * Format: int32
             * @description Number of the prober's shard that saw it.
             */
            shard: number;
            /** @description From when on it was so: the first of the probes that decided it. */
            since: components["schemas"]["Time"];
            /**
             * @description The one from now on.
             * @example Down
             */
            to: string;
        };
        /**
         * @description What an event tells.
         * @enum {string}
         */
        EventKind: "State" | "Verdict" | "Replaced" | "Firmware" | "Resolution";
        /** @description Facts of a stream; what is not known is `None`, and every key is always present in JSON. */
        Facts: {
            /**
             * Format: int64
             * @description Bits a second, measured.
             * @default null
             */
            bitrateBps: number | null;
            /**
             * Format: date-time
             * @description When its certificate ends.
             * @default null
             */
            certificateExpiresAt: string | null;
            /**
             * Format: int64
             * @description The camera's clock minus ours, in milliseconds.
             * @default null
             */
            clockOffsetMs: number | null;
            /**
             * @description Name of the video codec: `H264`, `H265`, `MJPEG`, or what the SDP calls it.
             * @default null
             */
            codec: string | null;
            /**
             * @description Version of its firmware.
             * @default null
             */
            firmware: string | null;
            /**
             * Format: int64
             * @description From PLAY to the first key frame, in milliseconds.
             * @default null
             */
            firstKeyframeMs: number | null;
            /**
             * Format: int64
             * @description From PLAY to the first packet of the stream, in milliseconds.
             * @default null
             */
            firstPacketMs: number | null;
            /**
             * Format: double
             * @description Frames a second.
             * @default null
             */
            fps: number | null;
            /**
             * Format: int32
             * @description Height in pixels, cropping applied.
             * @default null
             */
            height: number | null;
            /**
             * @description Who made the camera.
             * @default null
             */
            make: string | null;
            /**
             * @description Its model.
             * @default null
             */
            model: string | null;
            /**
             * @description Its serial number.
             * @default null
             */
            serial: string | null;
            /**
             * @description The server's own name for itself.
             * @default null
             */
            server: string | null;
            /**
             * Format: int32
             * @description Width in pixels, cropping applied.
             * @default null
             */
            width: number | null;
        };
        /** @description A camera of the frozen contract. */
        FrozenCamera: {
            /**
             * @description Host and port, or the URL's host alone.
             * @example 10.20.1.11:554
             */
            address: string;
            /**
             * Format: int32
             * @description Number of the camera; never used again for another one.
             * @example 7
             */
            id: number;
            /** @description Where it hangs. */
            location: string | null;
            /**
             * @description Name of the camera.
             * @example hall
             */
            name: string;
            /** @description Its state. */
            status: components["schemas"]["CameraState"];
            /**
             * Format: int64
             * @description How often it was looked at; null while the cache is away.
             * @example 42
             */
            views: number | null;
        };
        /**
         * @description State of the site's gateway.
         * @enum {string}
         */
        Gateway: "Up" | "Down" | "None";
        /** @description How the API does. */
        Health: {
            /** @description Of each. */
            dependencies: components["schemas"]["Dependencies"];
            /** @description Of all together: down only without the database. */
            status: components["schemas"]["HealthStatus"];
        };
        /**
         * @description How well something does.
         * @enum {string}
         */
        HealthStatus: "ok" | "disabled" | "degraded" | "down";
        /** @description The past of a camera. */
        History: {
            /** @description All buckets of the range, also those of which nothing is known. */
            buckets: components["schemas"]["Bucket"][];
            /**
             * Format: int64
             * @description Width of a bucket in seconds: 300, 3600 or 86400.
             * @example 300
             */
            bucketSeconds: number;
            /** @description Whose past it is. */
            camera: components["schemas"]["CameraRef"];
            /** @description Beginning of what was asked for. */
            from: components["schemas"]["Time"];
            /** @description Its end. */
            to: components["schemas"]["Time"];
        };
        /** @description What an import does, or would do. */
        Imported: {
            /** @description Names of cameras that change. */
            changed: string[];
            /** @description Names of cameras that are new or come back. */
            created: string[];
            /** @description How many are as they were. */
            unchanged: number;
        };
        /** @description What an import does, would do, or why it does nothing. */
        ImportReport: components["schemas"]["Imported"] & {
            /** @description Whether nothing was changed because nothing was to be. */
            dryRun: boolean;
            /** @description What is wrong with rows; with errors nothing is imported. */
            errors: components["schemas"]["RowError"][];
        };
        /** @description A camera of `GET /`. */
        IndexCamera: components["schemas"]["FrozenCamera"] & {
            /** @description What people call it. */
            nom: string;
            /** @description Its zone. */
            promo: string;
        };
        /** @description A field or parameter that cannot be used. */
        Invalid: {
            /** @description What is wrong and what would be right. */
            detail: string;
            /**
             * @description JSON pointer (RFC 6901) of the field, or `/name` of a query parameter.
             * @example /limit
             */
            pointer: string;
        };
        /** @description A token when it is made: the only time that it is shown. */
        MadeToken: components["schemas"]["Token"] & {
            /** @description What the program sends as `Authorization: Bearer`; nobody can see it again. */
            token: string;
        };
        /**
         * @description What a maintenance window covers.
         * @enum {string}
         */
        MaintenanceScope: "Site" | "Zone" | "Camera";
        /** @description A maintenance window. */
        MaintenanceWindow: {
            activeUntil: components["schemas"]["Time"] | null;
            /**
             * @description Name of the camera that it covers.
             * @example hall
             */
            camera: string | null;
            /** @description When it was planned. */
            createdAt: components["schemas"]["Time"];
            /** @description Who planned it. */
            createdBy: string;
            endsAt: components["schemas"]["Time"] | null;
            /**
             * Format: int64
             * @description Number of the window.
             */
            id: number;
            /**
             * @description What is done.
             * @example New lenses
             */
            reason: string;
            recurrence: components["schemas"]["Recurrence"] | null;
            /** @description What it covers. */
            scope: components["schemas"]["MaintenanceScope"];
            /** @description When it starts; of one that comes again: from when on. */
            startsAt: components["schemas"]["Time"];
            /** @description When it was last changed. */
            updatedAt: components["schemas"]["Time"];
            /** @description Who last changed it. */
            updatedBy: string;
            /**
             * Format: int32
             * @description Version of the window, as in its `ETag`.
             */
            version: number;
            /** @description The zone that it covers. */
            zone: string | null;
        };
        /**
         * @description How people sign in.
         * @enum {string}
         */
        Mode: "Local" | "OIDC" | "None";
        /** @description A kiosk to be. */
        NewKiosk: {
            /**
             * @description What the screen is called.
             * @example hall-screen
             */
            name: string;
        };
        /** @description A window as it is sent. */
        NewMaintenanceWindow: {
            /**
             * @description Name of the camera, with the scope Camera.
             * @example hall
             */
            camera?: string | null;
            /**
             * Format: date-time
             * @description When it ends; of one that comes again: until when it does.
             */
            endsAt?: string | null;
            /**
             * @description What is done.
             * @example New lenses
             */
            reason: string;
            recurrence?: components["schemas"]["NewRecurrence"] | null;
            scope: components["schemas"]["MaintenanceScope"] | null;
            /**
             * Format: date-time
             * @description When it starts; of one that comes again: from when on, now by default.
             */
            startsAt?: string | null;
            /**
             * @description The zone, with the scope Zone.
             * @example quais
             */
            zone?: string | null;
        };
        /** @description A note as it is sent. */
        NewNote: {
            /**
             * @description Id or name of the camera that it is about, if it is about one.
             * @example hall
             */
            camera?: string | null;
            /**
             * @description What it says.
             * @example The lift's camera is being cleaned.
             */
            text: string;
        };
        /** @description When a window comes again. */
        NewRecurrence: {
            /**
             * @description Minute, hour, day of the month, month, day of the week at which it begins.
             * @example 30 22 * * MON
             */
            cron: string;
            /**
             * Format: int32
             * @description How long it lasts each time, in seconds.
             * @example 7200
             */
            durationSeconds: number;
            /**
             * @description IANA name of the time zone in which that is meant.
             * @example Europe/Paris
             */
            timeZone: string;
        };
        /** @description A token to be. */
        NewToken: {
            /**
             * Format: int32
             * @description Days for which it counts.
             * @default 90
             */
            expiresInDays: number;
            /**
             * @description A name that no other token has.
             * @example wall-display
             */
            name: string;
            /** @description What it may do. */
            scope: components["schemas"]["Scope"];
        };
        /** @description A user to be. */
        NewUser: {
            /**
             * @description A name that no other user has.
             * @example jane
             */
            name: string;
            /** @description Their password, at least 12 characters, without the name. */
            password: components["schemas"]["Password"];
            /** @description What they may do. */
            role: components["schemas"]["Role"];
        };
        /** @description A note. */
        Note: {
            /** @description When it was written. */
            at: components["schemas"]["Time"];
            /**
             * @description By whom.
             * @example jane
             */
            author: string;
            /**
             * @description Name of the camera that it is about, if it is about one.
             * @example hall
             */
            camera: string | null;
            /**
             * Format: int64
             * @description Number of the note.
             */
            id: number;
            /**
             * @description What it says.
             * @example The lift's camera is being cleaned.
             */
            text: string;
        };
        /** @description A page of a list. */
        Page_Alert: {
            /** @description What is on this page. */
            items: {
                acknowledgement: components["schemas"]["Acknowledgement"] | null;
                /** @description Its annotations. */
                annotations: Record<string, never>;
                camera: components["schemas"]["AlertCamera"] | null;
                /** @description What happened, at length. */
                description: string | null;
                endsAt: components["schemas"]["Time"] | null;
                /** @description Alertmanager's fingerprint of its labels. */
                fingerprint: string;
                /** @description The rule that made it, in Prometheus. */
                generatorUrl: string | null;
                /**
                 * Format: int64
                 * @description Number of this time that it fired.
                 */
                id: number;
                /** @description Its labels. */
                labels: Record<string, never>;
                /**
                 * @description Name of the rule.
                 * @example CameraDown
                 */
                name: string;
                /** @description When it was last told. */
                receivedAt: components["schemas"]["Time"];
                /** @description What to do about it. */
                runbookUrl: string | null;
                /**
                 * @description How bad it is.
                 * @example critical
                 */
                severity: string;
                /** @description Since when it fires. */
                startsAt: components["schemas"]["Time"];
                /** @description Whether it fires. */
                state: components["schemas"]["AlertState"];
                /** @description What happened, in a line. */
                summary: string | null;
            }[];
            /** @description The `cursor` of the next page; null on the last one. */
            nextCursor: string | null;
            /**
             * @description How many there are on all pages.
             * @example 24
             */
            total: number;
        };
        /** @description A page of a list. */
        Page_AuditLine: {
            /** @description What is on this page. */
            items: {
                /**
                 * @description What was done.
                 * @example token.add
                 */
                action: string;
                /**
                 * @description Who did it; names in brackets are programs and whoever is not known.
                 * @example jane
                 */
                actor: string;
                /** @description When it happened. */
                at: components["schemas"]["Time"];
                /** @description What else there is to say; never a secret. */
                detail: string;
                /**
                 * Format: int64
                 * @description Number of the line; later lines have higher ones.
                 */
                id: number;
                /**
                 * @description To what.
                 * @example wall-display
                 */
                object: string;
                /**
                 * @description Address from which it was asked.
                 * @example 192.0.2.9 via 10.0.0.7
                 */
                remote: string;
                /** @description The request in which it was done, as in `X-Request-Id`. */
                requestId: string;
            }[];
            /** @description The `cursor` of the next page; null on the last one. */
            nextCursor: string | null;
            /**
             * @description How many there are on all pages.
             * @example 24
             */
            total: number;
        };
        /** @description A page of a list. */
        Page_Camera: {
            /** @description What is on this page. */
            items: {
                /**
                 * @description Host and port.
                 * @example 10.20.1.11:554
                 */
                address: string;
                /** @description Where it is drawn. */
                coordinates: Record<string, never> | null;
                /**
                 * @description What people call it.
                 * @example Main hall
                 */
                displayName: string;
                /** @description Whether it is probed. */
                enabled: boolean;
                facts: components["schemas"]["Facts"] | null;
                /**
                 * Format: int32
                 * @description Number of the camera; never used again for another one.
                 * @example 7
                 */
                id: number;
                lastProbeAt: components["schemas"]["Time"] | null;
                /**
                 * Format: int64
                 * @description Time to the last verdict, in milliseconds.
                 * @example 48
                 */
                latencyMs: number | null;
                /** @description Where it hangs. */
                location: string | null;
                maintenance: components["schemas"]["CurrentMaintenance"] | null;
                /** @description Why, in words. */
                message: string | null;
                /**
                 * @description Name of the camera.
                 * @example hall
                 */
                name: string;
                /**
                 * @description Declared by the CameraSite, or added by Api.
                 * @example Declared
                 */
                origin: string;
                /**
                 * @description Normal or Critical.
                 * @example Normal
                 */
                priority: string;
                reason: components["schemas"]["Reason"] | null;
                /** @description Since when it is in its state. */
                since: components["schemas"]["Time"];
                snapshotAt: components["schemas"]["Time"] | null;
                /** @description Its state. */
                state: components["schemas"]["CameraState"];
                /** @description Its tags. */
                tags: string[];
                /**
                 * @description What is probed; never with a login.
                 * @example rtsp://10.20.1.11:554/Streaming/Channels/101
                 */
                url: string;
                verdict: components["schemas"]["Verdict"] | null;
                /**
                 * Format: int32
                 * @description Version of its declaration.
                 */
                version: number;
                /**
                 * Format: int64
                 * @description How often it was looked at; null while the cache is away.
                 * @example 42
                 */
                views: number | null;
                /**
                 * @description Its zone; empty without one.
                 * @example ground-floor
                 */
                zone: string;
            }[];
            /** @description The `cursor` of the next page; null on the last one. */
            nextCursor: string | null;
            /**
             * @description How many there are on all pages.
             * @example 24
             */
            total: number;
        };
        /** @description A page of a list. */
        Page_Event: {
            /** @description What is on this page. */
            items: {
                /** @description When it was decided. */
                at: components["schemas"]["Time"];
                /** @description Whose event it is. */
                camera: components["schemas"]["CameraRef"];
                /**
                 * @description The state, firmware or size before.
                 * @example Up
                 */
                from: string;
                /**
                 * Format: int64
                 * @description Number of the event.
                 */
                id: number;
                /** @description What it tells. */
                kind: components["schemas"]["EventKind"];
                /** @description Why, in words. */
                message: string | null;
                /**
                 * Format: int64
                 * @description How long the state before lasted, in milliseconds.
                 * @example 86400000
                 */
                previousDurationMs: number | null;
                /**
                 * @description Why, in one word.
                 * @example Timeout
                 */
                reason: string | null;
                /**
                 * Format: int64
                 * @description Its place in the order of all events; the same as `id`.
                 */
                seq: number;
                /**
                 * Format: int32
                 * @description Number of the prober's shard that saw it.
                 */
                shard: number;
                /** @description From when on it was so: the first of the probes that decided it. */
                since: components["schemas"]["Time"];
                /**
                 * @description The one from now on.
                 * @example Down
                 */
                to: string;
            }[];
            /** @description The `cursor` of the next page; null on the last one. */
            nextCursor: string | null;
            /**
             * @description How many there are on all pages.
             * @example 24
             */
            total: number;
        };
        /** @description A page of a list. */
        Page_MaintenanceWindow: {
            /** @description What is on this page. */
            items: {
                activeUntil: components["schemas"]["Time"] | null;
                /**
                 * @description Name of the camera that it covers.
                 * @example hall
                 */
                camera: string | null;
                /** @description When it was planned. */
                createdAt: components["schemas"]["Time"];
                /** @description Who planned it. */
                createdBy: string;
                endsAt: components["schemas"]["Time"] | null;
                /**
                 * Format: int64
                 * @description Number of the window.
                 */
                id: number;
                /**
                 * @description What is done.
                 * @example New lenses
                 */
                reason: string;
                recurrence: components["schemas"]["Recurrence"] | null;
                /** @description What it covers. */
                scope: components["schemas"]["MaintenanceScope"];
                /** @description When it starts; of one that comes again: from when on. */
                startsAt: components["schemas"]["Time"];
                /** @description When it was last changed. */
                updatedAt: components["schemas"]["Time"];
                /** @description Who last changed it. */
                updatedBy: string;
                /**
                 * Format: int32
                 * @description Version of the window, as in its `ETag`.
                 */
                version: number;
                /** @description The zone that it covers. */
                zone: string | null;
            }[];
            /** @description The `cursor` of the next page; null on the last one. */
            nextCursor: string | null;
            /**
             * @description How many there are on all pages.
             * @example 24
             */
            total: number;
        };
        /** @description A page of a list. */
        Page_Note: {
            /** @description What is on this page. */
            items: {
                /** @description When it was written. */
                at: components["schemas"]["Time"];
                /**
                 * @description By whom.
                 * @example jane
                 */
                author: string;
                /**
                 * @description Name of the camera that it is about, if it is about one.
                 * @example hall
                 */
                camera: string | null;
                /**
                 * Format: int64
                 * @description Number of the note.
                 */
                id: number;
                /**
                 * @description What it says.
                 * @example The lift's camera is being cleaned.
                 */
                text: string;
            }[];
            /** @description The `cursor` of the next page; null on the last one. */
            nextCursor: string | null;
            /**
             * @description How many there are on all pages.
             * @example 24
             */
            total: number;
        };
        /** @description A page of a list. */
        Page_Session: {
            /** @description What is on this page. */
            items: {
                /** @description When it began. */
                createdAt: components["schemas"]["Time"];
                /** @description Whether it is the one in which this was asked. */
                current: boolean;
                /** @description When it ends at the latest. */
                expiresAt: components["schemas"]["Time"];
                /**
                 * Format: int64
                 * @description Number of the session.
                 */
                id: number;
                /** @description How it began. */
                kind: components["schemas"]["SessionKind"];
                /** @description When it was last used, to five minutes. */
                lastSeenAt: components["schemas"]["Time"];
                /**
                 * @description Who is signed in.
                 * @example jane
                 */
                name: string;
                /**
                 * @description Address from which they signed in.
                 * @example 192.0.2.9 via 10.0.0.7
                 */
                remote: string;
                /** @description What they may do. */
                role: components["schemas"]["Role"];
            }[];
            /** @description The `cursor` of the next page; null on the last one. */
            nextCursor: string | null;
            /**
             * @description How many there are on all pages.
             * @example 24
             */
            total: number;
        };
        /** @description A page of a list. */
        Page_Token: {
            /** @description What is on this page. */
            items: {
                /** @description When it was made. */
                createdAt: components["schemas"]["Time"];
                /**
                 * @description Who made it.
                 * @example admin
                 */
                createdBy: string;
                /** @description Until when it counts. */
                expiresAt: components["schemas"]["Time"];
                /**
                 * Format: int32
                 * @description Number of the token.
                 */
                id: number;
                lastUsedAt: components["schemas"]["Time"] | null;
                /**
                 * @description Its name.
                 * @example wall-display
                 */
                name: string;
                /** @description What it may do. */
                scope: components["schemas"]["Scope"];
            }[];
            /** @description The `cursor` of the next page; null on the last one. */
            nextCursor: string | null;
            /**
             * @description How many there are on all pages.
             * @example 24
             */
            total: number;
        };
        /** @description A page of a list. */
        Page_User: {
            /** @description What is on this page. */
            items: {
                /** @description When they were added. */
                createdAt: components["schemas"]["Time"];
                /** @description Whether they may not sign in. */
                disabled: boolean;
                lastLoginAt: components["schemas"]["Time"] | null;
                /**
                 * @description Name with which they sign in.
                 * @example jane
                 */
                name: string;
                /** @description When their password was last changed. */
                passwordChangedAt: components["schemas"]["Time"];
                /** @description What they may do. */
                role: components["schemas"]["Role"];
            }[];
            /** @description The `cursor` of the next page; null on the last one. */
            nextCursor: string | null;
            /**
             * @description How many there are on all pages.
             * @example 24
             */
            total: number;
        };
        /**
         * Format: password
         * @description A password as somebody types it. `Debug` does not show it.
         */
        Password: string;
        /** @description The password until now, and the one from now on. */
        PasswordChange: {
            /** @description The one until now. */
            currentPassword: components["schemas"]["Password"];
            /** @description The one from now on: at least 12 characters, without the user's name. */
            newPassword: components["schemas"]["Password"];
        };
        /**
         * @description How urgent the loss of a camera is.
         * @enum {string}
         */
        Priority: "Normal" | "Critical";
        /** @description Answer to a probe on demand: what this probe found, and the state of the camera after it. */
        ProbeAnswer: {
            /** @description When the probe began. */
            at: components["schemas"]["Time"];
            facts: components["schemas"]["Facts"] | null;
            /**
             * Format: int64
             * @description Milliseconds from the beginning to the verdict.
             */
            latencyMs: number;
            /** @description The reason in words. */
            message: string | null;
            reason: components["schemas"]["Reason"] | null;
            /** @description Time by stage, in the order of climbing. */
            stages: components["schemas"]["StageAnswer"][];
            /** @description The shown state after the probe. */
            state: components["schemas"]["State"];
            verdict: components["schemas"]["Verdict"] | null;
        };
        /** @description How one camera is probed; what is absent is the site's. */
        ProbeOverrides: {
            depth?: components["schemas"]["Depth"] | null;
            /**
             * Format: int32
             * @description Consecutive failures until the camera is Down.
             */
            failureThreshold?: number | null;
            /**
             * Format: int32
             * @description Seconds between the starts of two probes.
             */
            intervalSeconds?: number | null;
            sample?: components["schemas"]["SampleOverrides"] | null;
            /**
             * Format: int32
             * @description Consecutive good results until it is no longer Down.
             */
            successThreshold?: number | null;
            /**
             * Format: int32
             * @description Seconds that one ladder may take.
             */
            timeoutSeconds?: number | null;
        };
        /** @description Prober shards. */
        Probers: {
            /**
             * Format: int32
             * @description Shards that reported lately.
             */
            live: number;
            /**
             * Format: int32
             * @description Shards that the site asks for.
             */
            want: number;
        };
        /** @description The probers, with how many there should be and are. */
        ProbersHealth: components["schemas"]["Dependency"] & {
            /**
             * Format: int32
             * @description Shards that reported lately; null while that is not known.
             * @example 2
             */
            live: number | null;
            /**
             * Format: int32
             * @description Shards that the site asks for; null before the inventory was read.
             * @example 2
             */
            want: number | null;
        };
        /** @description What went wrong (RFC 9457). */
        Problem: {
            /**
             * @description What happened and what to do.
             * @example The database does not answer. Probing goes on; ask again in a moment.
             */
            detail: string;
            /** @description The fields and parameters that cannot be used, with 422. */
            errors?: components["schemas"]["Invalid"][];
            /**
             * @description The request's id, as in `X-Request-Id` and in the log.
             * @example 5d0bd0cf1f4d4a0f8d1b3f0e0a9c2b11
             */
            requestId: string;
            /**
             * Format: int32
             * @description The HTTP status.
             * @example 503
             */
            status: number;
            /**
             * @description The status in words.
             * @example Service Unavailable
             */
            title: string;
            /**
             * @description `/problems/` and one word by which programs know it.
             * @example /problems/database-unavailable
             */
            type: string;
            until?: components["schemas"]["Time"] | null;
        };
        /**
         * @description Why a camera is in its state. Serialised as exactly the variant's name.
         * @enum {string}
         */
        Reason: "DnsFailed" | "Refused" | "Unreachable" | "Timeout" | "TlsFailed" | "NotRtsp" | "RtspStatus" | "HttpStatus" | "AuthRequired" | "AuthFailed" | "NotFound" | "TooManyRedirects" | "BadSdp" | "NoMedia" | "Frozen" | "NoKeyframe" | "LowFps" | "Slow" | "CertExpiring" | "UnsupportedCodec" | "Busy" | "AuthHeld" | "NotProbedYet" | "NoProber" | "GatewayDown" | "ProberLagging" | "Suspended" | "IcmpNotPermitted";
        /** @description When a window comes again. */
        Recurrence: {
            /**
             * @description Minute, hour, day of the month, month, day of the week at which it begins.
             * @example 30 22 * * MON
             */
            cron: string;
            /**
             * Format: int32
             * @description How long it lasts each time, in seconds.
             * @example 7200
             */
            durationSeconds: number;
            /**
             * @description IANA name of the time zone in which that is meant.
             * @example Europe/Paris
             */
            timeZone: string;
        };
        /** @description A rectangle of a picture in parts of its width and height, as decimal strings from `0` to `1`. */
        Region: {
            /** @description Height. */
            height: string;
            /** @description Width. */
            width: string;
            /** @description Left edge. */
            x: string;
            /** @description Upper edge. */
            y: string;
        };
        /** @description An answer without a fault. */
        Rehearsed: {
            /**
             * Format: int64
             * @description How long the answer was held back, in milliseconds.
             * @example 2000
             */
            sleptMs: number;
        };
        /** @description The report. */
        Report: {
            /** @description What a line is about. */
            by: components["schemas"]["ReportBy"];
            /** @description Beginning of what it is about. */
            from: components["schemas"]["Time"];
            /** @description When it was made. */
            generatedAt: components["schemas"]["Time"];
            /** @description Its lines, by name. */
            items: components["schemas"]["ReportItem"][];
            /** @description Always null: a report is on one page. */
            nextCursor: string | null;
            /** @description Its end. */
            to: components["schemas"]["Time"];
            /** @description How many lines it has. */
            total: number;
        };
        /**
         * @description What a line of the report is about.
         * @enum {string}
         */
        ReportBy: "Camera" | "Zone" | "Site";
        /** @description A line of the report. */
        ReportItem: {
            /**
             * Format: double
             * @description What share of the time that is known it was available, from 0 to 1, rounded down to four decimals.
             * @example 0.9987
             */
            availability: number | null;
            /** @description Of how many cameras the figures are the sums. */
            cameras: number;
            /**
             * Format: double
             * @description What share of the time outside of maintenance is known, likewise.
             * @example 1
             */
            coverage: number | null;
            /**
             * Format: int64
             * @description Time not available, in milliseconds.
             */
            downMs: number;
            /**
             * Format: int64
             * @description Time in maintenance, in milliseconds.
             */
            maintenanceMs: number;
            /** @description The camera, the zone (empty for cameras without one) or the site. */
            name: string;
            /**
             * Format: int64
             * @description Time available, in milliseconds.
             */
            upMs: number;
            /**
             * Format: int64
             * @description The whole time, in milliseconds.
             */
            windowMs: number;
            /** @description The camera's zone; null for zones and the site. */
            zone: string | null;
        };
        /**
         * @description What somebody may do; each role may do what those before it may.
         * @enum {string}
         */
        Role: "Viewer" | "Operator" | "Admin";
        /** @description What is wrong with a row. */
        RowError: {
            /** @description Name of the column; null where the whole row is meant. */
            column: string | null;
            /** @description What is wrong and what to do. */
            detail: string;
            /** @description Line of the sheet; the header is the first. */
            line: number;
        };
        /** @description How one camera's stream is sampled; what is absent is the site's. */
        SampleOverrides: {
            /**
             * Format: int32
             * @description Seconds between the starts of two samples.
             */
            intervalSeconds?: number | null;
            /**
             * Format: int32
             * @description Seconds within which a key frame must come.
             */
            keyframeTimeoutSeconds?: number | null;
            /**
             * Format: int32
             * @description Seconds that are played.
             */
            seconds?: number | null;
        };
        /**
         * @description What a token may do: what a role may, or one thing alone.
         * @enum {string}
         */
        Scope: "Viewer" | "Operator" | "Admin" | "alerts:write" | "summary:read";
        /** @description A session. */
        Session: {
            /** @description When it began. */
            createdAt: components["schemas"]["Time"];
            /** @description Whether it is the one in which this was asked. */
            current: boolean;
            /** @description When it ends at the latest. */
            expiresAt: components["schemas"]["Time"];
            /**
             * Format: int64
             * @description Number of the session.
             */
            id: number;
            /** @description How it began. */
            kind: components["schemas"]["SessionKind"];
            /** @description When it was last used, to five minutes. */
            lastSeenAt: components["schemas"]["Time"];
            /**
             * @description Who is signed in.
             * @example jane
             */
            name: string;
            /**
             * @description Address from which they signed in.
             * @example 192.0.2.9 via 10.0.0.7
             */
            remote: string;
            /** @description What they may do. */
            role: components["schemas"]["Role"];
        };
        /**
         * @description How a session began.
         * @enum {string}
         */
        SessionKind: "Password" | "Oidc" | "Kiosk";
        /**
         * @description A rung of the ladder, in the order of climbing.
         * @enum {string}
         */
        Stage: "dns" | "icmp" | "connect" | "tls" | "options" | "describe" | "play" | "sample" | "http" | "onvif";
        /** @description Time spent on a stage. */
        StageAnswer: {
            /**
             * Format: int64
             * @description Milliseconds spent on it.
             */
            durationMs: number;
            /** @description The stage. */
            stage: components["schemas"]["Stage"];
        };
        /**
         * @description The state that is shown. Maintenance is laid over it by whoever knows the windows.
         * @enum {string}
         */
        State: "Unknown" | "Up" | "Degraded" | "Down" | "Flapping";
        /** @description Answer of [`PATH`]. */
        Summary: components["schemas"]["CameraCounts"] & {
            /** @description Whether the cache answers. */
            cache: components["schemas"]["DependencyState"];
            /** @description The site's city. */
            city: string;
            /** @description Whether the database answers. */
            database: components["schemas"]["DependencyState"];
            /** @description State of the site's gateway. */
            gateway: components["schemas"]["Gateway"];
            /** @description When this was computed, RFC 3339 in UTC with milliseconds. */
            generatedAt: string;
            /** @description How many prober shards there should be and are. */
            probers: components["schemas"]["Probers"];
            /** @description Name of the CameraSite. */
            site: string;
            /** @description IANA time zone name of the site. */
            timeZone: string;
        };
        /**
         * Format: date-time
         * @description A point in time as the API shows it, such as `2026-11-20T08:00:00.000Z` (RFC 3339).
         * @example 2026-11-20T08:00:00.000Z
         */
        Time: string;
        /** @description A token, without what it is. */
        Token: {
            /** @description When it was made. */
            createdAt: components["schemas"]["Time"];
            /**
             * @description Who made it.
             * @example admin
             */
            createdBy: string;
            /** @description Until when it counts. */
            expiresAt: components["schemas"]["Time"];
            /**
             * Format: int32
             * @description Number of the token.
             */
            id: number;
            lastUsedAt: components["schemas"]["Time"] | null;
            /**
             * @description Its name.
             * @example wall-display
             */
            name: string;
            /** @description What it may do. */
            scope: components["schemas"]["Scope"];
        };
        /** @description What a try found. */
        TryAnswer: {
            /** @description The address that was connected to; `None` where the name has none. */
            address: string | null;
            /** @description When the try began. */
            at: components["schemas"]["Time"];
            facts: components["schemas"]["Facts"] | null;
            /**
             * Format: int64
             * @description Milliseconds from the beginning to the verdict.
             */
            latencyMs: number;
            /** @description The same in words. */
            message: string | null;
            /** @description Whether all was well. */
            ok: boolean;
            reason: components["schemas"]["Reason"] | null;
            /** @description Time by stage, in the order of climbing. */
            stages: components["schemas"]["StageAnswer"][];
        };
        /** @description What a client wants to try. No `Debug`: it holds a password. */
        TryInput: {
            depth?: components["schemas"]["Depth"] | null;
            /** @description Its password; nothing keeps it. */
            password?: string | null;
            /**
             * @description The camera's URL, without a login.
             * @example rtsp://10.20.1.11:554/Streaming/Channels/101
             */
            url: string;
            /** @description What to log in with, if it asks. */
            username?: string | null;
        };
        /** @description A user. */
        User: {
            /** @description When they were added. */
            createdAt: components["schemas"]["Time"];
            /** @description Whether they may not sign in. */
            disabled: boolean;
            lastLoginAt: components["schemas"]["Time"] | null;
            /**
             * @description Name with which they sign in.
             * @example jane
             */
            name: string;
            /** @description When their password was last changed. */
            passwordChangedAt: components["schemas"]["Time"];
            /** @description What they may do. */
            role: components["schemas"]["Role"];
        };
        /** @description What is to be other than it is; a missing field stays. */
        UserChange: {
            /** @description Whether they may not sign in; true ends their sessions. */
            disabled?: boolean | null;
            password?: components["schemas"]["Password"] | null;
            role?: components["schemas"]["Role"] | null;
        };
        /**
         * @description The last judgement on a camera, kept while the state is Unknown or Flapping.
         * @enum {string}
         */
        Verdict: "Up" | "Degraded" | "Down";
        /** @description Who asks, and how one signs in here. */
        Who: {
            /** @description Whether everybody may read. */
            anonymousRead: boolean;
            /** @description How one signs in here. */
            mode: components["schemas"]["Mode"];
            /**
             * @description Who asks; null for nobody who is known.
             * @example jane
             */
            name: string | null;
            role: components["schemas"]["Role"] | null;
            session: components["schemas"]["SessionKind"] | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
