"""The demo company 华瑞制造 Huarui Manufacturing: the same stories every time, told relative to today."""
