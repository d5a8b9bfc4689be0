"""The world told over MQTT what a camera sees, and Home Assistant that there is such a device."""
