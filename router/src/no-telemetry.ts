/** Import this before anything of Apollo's: its packages send telemetry unless they are told not to when they load. */
process.env['APOLLO_TELEMETRY_DISABLED'] = '1'
