from . import charge_liable, limitation_event, limitation_event_charge
