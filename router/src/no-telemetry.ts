/** Import this before anything of Apollo's: its packages send telemetry unless it is disabled when they load. */
process.env['APOLLO_TELEMETRY_DISABLED'] = '1'
