{
    "name": "Follow-up stand-in",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "summary": "Stands in tests for the addon of this name: its fields, methods and timer",
    "author": "Property Arrears Contributors",
    "license": "LGPL-3",
    "depends": ["account", "sms", "portal"],
    "data": ["data/cron.xml"],
}
